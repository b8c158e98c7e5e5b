using System.Text.Json;

namespace QuoteStream.Server.Streaming.Events;

/// <summary>Strings as JSON, for what is written once and not per tick.</summary>
internal static class JsonText
{
    /// <summary>With its quotes, escaped so that it stays on one line.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
