using System.Text;

namespace QuoteStream.Feeds.Itch;

/// <summary>Prints what kind of trade a message tells of as the UTP tape does: settlement, exemption, hours and detail, one character each.</summary>
/// <remarks>
/// The feed has no sale conditions: they follow from the kind of message, the time and the size. O, 5 and 6 are the opening, reopening and
/// closing prints of the listing market, X any other cross; T (extended hours) and I (odd lot) count for the volume only. A cross is never
/// T: the closing one comes just after the closing bell. A cross of an odd lot prints I, the narrower of the two.
/// </remarks>
internal static class ItchSaleConditions
{
    /// <summary>A trade of the continuous market, as a cross type.</summary>
    public const byte NoCross = 0;

    public const byte OpeningCross = (byte)'O';
    public const byte ClosingCross = (byte)'C';

    private const byte HaltCross = (byte)'H';

    private static readonly byte[][] Plain = PrintAll(' ', ' ');
    private static readonly byte[][] Opening = PrintAll('O', ' ');
    private static readonly byte[][] Closing = PrintAll('6', ' ');
    private static readonly byte[][] Reopening = PrintAll('5', ' ');
    private static readonly byte[][] Cross = PrintAll(' ', 'X');

    /// <param name="cross">The letter of a cross; <see cref="NoCross"/>.</param>
    /// <param name="isListedHere">The crosses of the listing market are the day's opening and closing prints.</param>
    public static ReadOnlySpan<byte> Of(byte cross, bool isListedHere, bool isExtendedHours, bool isOddLot)
    {
        int detail = (isExtendedHours && cross == NoCross ? 2 : 0) + (isOddLot ? 1 : 0);
        return (cross, isListedHere) switch
        {
            (NoCross, _) => Plain[detail],
            (OpeningCross, true) => Opening[detail],
            (ClosingCross, true) => Closing[detail],
            (HaltCross, true) => Reopening[detail],
            _ => Cross[detail],
        };
    }

    private static byte[][] PrintAll(char exemption, char detail) =>
    [
        .. from hours in " T"
           from lot in $"{detail}I"
           select Encoding.ASCII.GetBytes($"@{exemption}{hours}{lot}".TrimEnd()),
    ];
}
