namespace QuoteStream.Feeds.Itch;

/// <summary>What a stock's messages meant beyond the one tick that each may have.</summary>
[Flags]
internal enum OwedTicks : byte
{
    None = 0,
    Quote = 1,
    OfficialOpen = 2,
    OfficialClose = 4,
}
