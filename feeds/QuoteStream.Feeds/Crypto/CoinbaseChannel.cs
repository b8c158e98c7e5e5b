namespace QuoteStream.Feeds.Crypto;

/// <summary>The channels of the venue that are read.</summary>
internal enum CoinbaseChannel
{
    /// <summary>Any that is not read.</summary>
    Other,

    Ticker,
    MarketTrades,
    Heartbeats,
    Subscriptions,

    /// <summary>No channel, but the venue's way to refuse: a message of the type "error".</summary>
    Error,
}
