using System.Text;

namespace QuoteStream.Feeds.Dbn;

/// <summary>Texts of a fixed length, filled with zeros.</summary>
internal static class DbnText
{
    /// <summary>The text without its filling.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    public static string Read(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(Trim(bytes));
}
