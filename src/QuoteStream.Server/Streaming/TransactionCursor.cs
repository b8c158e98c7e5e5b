using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QuoteStream.Server.Streaming;

/// <summary>Up to where a stream has told the transactions of its portfolio: the part of an <c>id</c> that outlives the server's run.</summary>
/// <param name="Seq">Of the last transaction told; 0: none.</param>
/// <param name="Portfolio">
/// Which portfolio it is of, so that an id of another one is not misread: 30 bits of its id's hash, and one more, so that 0 says: of none.
/// </param>
/// <remarks>Printed behind the quotes' part as <c>.tSEQ-HASH</c>: SEQ in hexadecimal digits, HASH in five characters of six bits each.</remarks>
internal readonly record struct TransactionCursor(long Seq, uint Portfolio)
{
    /// <summary>Longest that is printed.</summary>
    public const int MaxLength = 24;

    private const string Prefix = ".t";

    /// <summary>Of five characters with six bits each.</summary>
    private const int HashLength = 5;
    private const int HashBits = 6 * HashLength;
    private const uint IsSome = 1u << HashBits;
    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

    public bool IsNone => Portfolio == 0;

    /// <summary>What ids say of which portfolio they are.</summary>
    public static uint HashOf(string portfolio) =>
        (BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(portfolio))) & (IsSome - 1)) | IsSome;

    /// <summary>Takes the part off the end of an id, if it has one.</summary>
    /// <returns>What is left: the quotes' part.</returns>
    public static ReadOnlySpan<char> TakeFrom(ReadOnlySpan<char> id, out TransactionCursor cursor)
    {
        cursor = default;
        var start = id.IndexOf(Prefix);
        if (start < 0)
        {
            return id;
        }

        var part = id[(start + Prefix.Length)..];
        var dash = part.Length - HashLength - 1;
        if (dash > 0 && part[dash] == '-' && TryParseHash(part[(dash + 1)..], out var portfolio)
            && long.TryParse(part[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq) && seq >= 0)
        {
            cursor = new TransactionCursor(seq, portfolio);
        }

        return id[..start];
    }

    /// <returns>How many bytes; 0 of none.</returns>
    public int Write(Span<byte> destination)
    {
        if (IsNone)
        {
            return 0;
        }

        ".t"u8.CopyTo(destination);
        Utf8Formatter.TryFormat(Seq, destination[Prefix.Length..], out var digits, new System.Buffers.StandardFormat('x'));
        var length = Prefix.Length + digits;
        destination[length++] = (byte)'-';
        for (var shift = HashBits - 6; shift >= 0; shift -= 6)
        {
            destination[length++] = (byte)Letters[(int)(Portfolio >> shift) & 63];
        }

        return length;
    }

    private static bool TryParseHash(ReadOnlySpan<char> text, out uint hash)
    {
        hash = 1;
        foreach (var letter in text)
        {
            var bits = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (bits < 0)
            {
                return false;
            }

            hash = (hash << 6) | (uint)bits;
        }

        return true;
    }
}
