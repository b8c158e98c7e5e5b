using System.Text.Json;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Orders;

/// <summary>Reads the JSON object of an order, field by field, so that numbers are taken as they are written.</summary>
internal static class OrderJson
{
    /// <summary>An order is flat; a file is an array of them.</summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 2 };

    /// <summary>Reads the one object that a body is.</summary>
    /// <exception cref="JsonException">It is not JSON, or something other than one object.</exception>
    public static OrderFault? Read(ReadOnlySpan<byte> utf8, OrderDraft draft)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object is expected.");
        }

        var fault = ReadObject(ref reader, draft, out _);

        // The reader finds fault with whatever follows.
        reader.Read();
        return fault;
    }

    /// <summary>Reads up to the object's end, whatever is wrong with its fields.</summary>
    /// <param name="reader">At the object's beginning.</param>
    /// <param name="faultAt">Where the first fault is: bytes from the beginning.</param>
    /// <returns>The first fault.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static OrderFault? ReadObject(ref Utf8JsonReader reader, OrderDraft draft, out long faultAt)
    {
        OrderFault? first = null;
        faultAt = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = TextOf(ref reader);
            reader.Read();
            var at = reader.TokenStartIndex;
            var fault = ReadValue(ref reader, field, draft, at);
            if (first is null && fault is not null)
            {
                (first, faultAt) = (fault, at);
            }
        }

        return first;
    }

    private static OrderFault? ReadValue(ref Utf8JsonReader reader, string field, OrderDraft draft, long at)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = TextOf(ref reader);
                return text.Length == 0 && field == "note" ? null : draft.Set(field, text, isNumber: false, at);
            case JsonTokenType.Number:
                return draft.Set(field, System.Text.Encoding.ASCII.GetString(reader.ValueSpan), isNumber: true, at);
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                break;
        }

        return new OrderFault(field, "must be a number or a string.");
    }

    // A string that is not UTF-8, or half a surrogate pair, is found only when it is asked for.
    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("A string is not Unicode.", fault);
        }
    }
}
