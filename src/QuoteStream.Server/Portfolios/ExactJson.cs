using System.Text.Json;

namespace QuoteStream.Server.Portfolios;

/// <summary>Exact decimals as JSON numbers: without an exponent, without zeros at the end.</summary>
internal static class ExactJson
{
    // A decimal divided by 1 of this many decimals comes out with the fewest that it needs.
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>10.50 as 10.5, 0.00 as 0.</summary>
    public static decimal Plain(decimal value) => value == 0 ? 0 : value / One;

    public static void WriteExact(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal value) => json.WriteNumber(name, Plain(value));

    /// <summary>Writes nothing when there is no value.</summary>
    public static void WriteExact(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Plain(number));
        }
    }

    /// <summary>Writes nothing when there is no text.</summary>
    public static void WriteKnown(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
