namespace QuoteStream.MarketData.Ticks;

/// <summary>What a trade's sale conditions let it do to the day's consolidated figures.</summary>
[Flags]
public enum TradeEffect : byte
{
    None = 0,

    /// <summary>Its size counts.</summary>
    Volume = 1,

    /// <summary>It may be the day's highest or lowest price.</summary>
    HighLow = 2,

    /// <summary>It becomes the last sale.</summary>
    Last = 4,

    /// <summary>It becomes the last sale only when the day has none yet. Never together with <see cref="Last"/>.</summary>
    LastIfFirst = 8,

    /// <summary>It becomes the day's open when the day has none yet.</summary>
    Open = 16,

    /// <summary>A venue's official opening price: not a trade, so nothing else is set with it.</summary>
    OfficialOpen = 32,

    /// <summary>A venue's official closing price: not a trade, so nothing else is set with it.</summary>
    OfficialClose = 64,
}
