namespace QuoteStream.Feeds.Csv;

/// <summary>Prints the vendor's bits of a trade's sale conditions as the consolidated tape's codes (CTS output specification).</summary>
/// <remarks>
/// Which of a symbol's tapes a file is of, it does not tell: the codes are those of tapes A and B for every file. What only tape C has a
/// code for (stopped, split, acquisition, bunched, distribution, yellow flag) is a regular trade to its rules and prints nothing, nor does
/// the exemption from the trade-through rule, which has a field of its own on the tape.
/// </remarks>
internal static class TapeConditions
{
    /// <summary>The most codes that a trade carries on the tape.</summary>
    public const int MaxCodes = 4;

    private const uint FormT = 0x400;
    private const uint Sold = 0x800;
    private const uint ExtendedHours = 0x2000;
    private const uint OutOfSequence = 0x4000;
    private const uint OfficialClose = 0x1000000;
    private const uint OfficialOpen = 0x4000000;

    // In the order in which codes are kept where a trade has more than the tape takes: official prices, what counts for the volume only,
    // what may be late, and last what every figure takes.
    private static readonly (uint Bit, byte Code)[] Codes =
    [
        (OfficialClose, (byte)'M'),
        (OfficialOpen, (byte)'Q'),
        (0x2, (byte)'C'),
        (0x4, (byte)'N'),
        (0x40000, (byte)'V'),
        (0x100000, (byte)'B'),
        (0x400000, (byte)'H'),
        (0x80000000, (byte)'I'),
        (0x8, (byte)'R'),
        (0x200, (byte)'4'),
        (0x2000000, (byte)'P'),
        (0x20, (byte)'F'),
        (0x40, (byte)'O'),
        (0x80, (byte)'6'),
        (0x100, (byte)'5'),
        (0x200000, (byte)'X'),
        (0x800000, (byte)'K'),
        (0x10000000, (byte)'E'),
    ];

    public static bool IsOfficialPrice(uint conditions) => (conditions & (OfficialOpen | OfficialClose)) != 0;

    /// <summary>Writes the codes; returns how many, 1 to <see cref="MaxCodes"/>.</summary>
    /// <param name="target">Room for <see cref="MaxCodes"/>.</param>
    public static int Print(uint conditions, Span<byte> target)
    {
        int count = 0;
        byte sequence = SequenceCode(conditions);
        if (sequence != 0)
        {
            target[count++] = sequence;
        }

        foreach ((uint bit, byte code) in Codes)
        {
            if ((conditions & bit) != 0 && count < MaxCodes)
            {
                target[count++] = code;
            }
        }

        if (count == 0)
        {
            target[count++] = (byte)'@';
        }

        return count;
    }

    // Being late has another code in extended hours, and says more than "sold last" does.
    private static byte SequenceCode(uint conditions)
    {
        bool isExtended = (conditions & (ExtendedHours | FormT)) != 0;
        bool isLate = (conditions & OutOfSequence) != 0;
        bool isSold = (conditions & Sold) != 0;
        return (byte)((isExtended, isLate, isSold) switch
        {
            (true, true, _) => 'U',
            (true, false, _) => 'T',
            (false, true, _) => 'Z',
            (false, false, true) => 'L',
            _ => '\0',
        });
    }
}
