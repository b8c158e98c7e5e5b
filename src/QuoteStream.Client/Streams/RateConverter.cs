using System.Text.Json;
using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>A rate: a number, or "max".</summary>
internal sealed class RateConverter : JsonConverter<double>
{
    public const string Max = "max";

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(Max) ? double.PositiveInfinity : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsPositiveInfinity(value))
        {
            writer.WriteStringValue(Max);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
