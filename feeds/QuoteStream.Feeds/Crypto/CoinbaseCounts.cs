namespace QuoteStream.Feeds.Crypto;

/// <summary>What came from the venue. Written by the feed's task; read when that has ended, or for a rough look.</summary>
public sealed class CoinbaseCounts
{
    /// <summary>Connections on which ticks came.</summary>
    public long Connections { get; internal set; }

    public long Messages { get; internal set; }

    /// <summary>Quotes.</summary>
    public long Tickers { get; internal set; }

    /// <summary>Trades that were published, with <see cref="RecoveredTrades"/>.</summary>
    public long Trades { get; internal set; }

    /// <summary>Trades that were missed, and came with the list of the last trades after a reconnection.</summary>
    public long RecoveredTrades { get; internal set; }

    /// <summary>Trades that never came, as their ids show.</summary>
    public long MissingTrades { get; internal set; }

    /// <summary>Trades that came again.</summary>
    public long RepeatedTrades { get; internal set; }

    /// <summary>Trades from before the feed began, which are not published.</summary>
    public long EarlierTrades { get; internal set; }

    public long Heartbeats { get; internal set; }

    /// <summary>Messages of channels that are not read.</summary>
    public long OtherMessages { get; internal set; }

    public long MalformedMessages { get; internal set; }

    /// <summary>Ticks of a readable message that could not be read themselves, or of too many products.</summary>
    public long MalformedTicks { get; internal set; }

    /// <summary>Sides of a quote whose price or size is no figure: they are published as empty.</summary>
    public long UnusableSides { get; internal set; }

    /// <summary>Prices and sizes with more than nine decimals: bids, and sizes, are rounded down, offers up, trades to the nearest.</summary>
    public long Rounded { get; internal set; }

    /// <summary>Sizes above 9,223,372,036.85 units, the most that can be said: shown as that.</summary>
    public long CappedSizes { get; internal set; }

    /// <summary>Times that the venue refused something.</summary>
    public long Errors { get; internal set; }

    /// <summary>Times that message numbers did not follow, or went back.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Messages in those gaps.</summary>
    public long MissingMessages { get; internal set; }
}
