namespace QuoteStream.Feeds.Iex;

/// <summary>The size at one price.</summary>
internal struct PriceLevel
{
    /// <summary>The better the price, the higher; units of 1e-4.</summary>
    public long Rank;

    public uint Size;
}
