namespace QuoteStream.Feeds.Crypto;

/// <summary>A product that the venue has sent ticks of. One thread at a time.</summary>
/// <param name="symbol">The venue's name of it, which is our symbol as well: BTC-USD.</param>
internal sealed class CoinbaseProduct(byte[] symbol)
{
    public byte[] Symbol { get; } = symbol;

    /// <summary>Every trade up to this id is published, or from before the feed began.</summary>
    public ulong LastTradeId { get; set; }

    /// <summary>Whether <see cref="LastTradeId"/> is known.</summary>
    public bool HasTrades { get; set; }
}
