namespace QuoteStream.MarketData.Ticks;

/// <summary>What venue codes are made of: everything from space to tilde.</summary>
internal static class PrintableAscii
{
    public static bool IsOnly(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');
}
