namespace QuoteStream.Feeds.Itch.Books;

/// <summary>All orders of one stock, side and price.</summary>
internal struct PriceLevel
{
    /// <summary>In units of 1e-4.</summary>
    public uint Price;

    /// <summary>0: a free place of the pool.</summary>
    public int Orders;

    /// <summary>Of all its orders.</summary>
    public ulong Shares;

    /// <summary>The stock's locate code, twice, and one more for offers; of a free place, the next free one.</summary>
    public int Side;
}
