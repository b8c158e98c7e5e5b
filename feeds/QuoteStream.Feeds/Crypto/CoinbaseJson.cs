using System.Text.Json;

namespace QuoteStream.Feeds.Crypto;

/// <summary>Steps through the venue's JSON. Names and figures are plain ASCII there: what is written with escapes is taken for something else.</summary>
/// <remarks>Hot path. Does not allocate. Throws <see cref="JsonException"/> alone, and only before a message has been read through once.</remarks>
internal static class CoinbaseJson
{
    public static bool IsNamed(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueSpan.SequenceEqual(name);

    /// <summary>Goes from a property's name to the end of its value; the text of a string or number, empty for anything else.</summary>
    public static ReadOnlySpan<byte> ReadScalar(scoped ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            return json.ValueSpan;
        }

        json.Skip();
        return [];
    }

    /// <summary>Goes to the next object of an array; false at the array's end, or where something else stands in it.</summary>
    /// <param name="isSound">False in the latter case.</param>
    public static bool ReadObject(scoped ref Utf8JsonReader json, out bool isSound)
    {
        json.Read();
        isSound = json.TokenType is JsonTokenType.StartObject or JsonTokenType.EndArray;
        return json.TokenType == JsonTokenType.StartObject;
    }
}
