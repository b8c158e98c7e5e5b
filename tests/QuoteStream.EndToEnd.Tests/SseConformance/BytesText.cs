using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Bytes as a message of a failed test shows them.</summary>
internal static class BytesText
{
    // One event's worth; more would hide the rest.
    private const int MostBytes = 600;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var one in bytes[..Math.Min(bytes.Length, MostBytes)])
        {
            text.Append(one switch
            {
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                < 0x20 or > 0x7E => $"\\x{one:x2}",
                _ => ((char)one).ToString(),
            });
        }

        return bytes.Length > MostBytes ? $"{text}... ({bytes.Length} bytes)" : text.ToString();
    }
}
