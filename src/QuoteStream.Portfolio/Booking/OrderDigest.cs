using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QuoteStream.Portfolio.Booking;

/// <summary>Tells whether two orders under one idempotency key are the same: by what they say, not by how it was written.</summary>
public static class OrderDigest
{
    /// <summary>Bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    // A number of this many decimals divided by it loses its trailing zeros: 10.50 and 10.5 are the same order.
    private const decimal Normal = 1.0000000000000000000000000000m;

    /// <summary>SHA-256 of the order's fields.</summary>
    public static byte[] Of(TransactionOrder order)
    {
        var text = new StringBuilder();
        Append(text, ((int)order.Type).ToString(CultureInfo.InvariantCulture));
        Append(text, order.Symbol);
        Append(text, Plain(order.Quantity));
        Append(text, Plain(order.Price));
        Append(text, Plain(order.Fee is 0 ? null : order.Fee));
        Append(text, Plain(order.Amount));
        Append(text, order.Ratio?.ToString());
        Append(text, order.Reverses?.ToString(CultureInfo.InvariantCulture));
        Append(text, order.TimeMicros?.ToString(CultureInfo.InvariantCulture));
        Append(text, order.Note);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // The length before each field: no two orders read alike when put together.
    private static void Append(StringBuilder text, string? field) =>
        text.Append(CultureInfo.InvariantCulture, $"{field?.Length ?? -1}:").Append(field).Append('\n');

    private static string? Plain(decimal? value) => value is { } number ? (number / Normal).ToString(CultureInfo.InvariantCulture) : null;
}
