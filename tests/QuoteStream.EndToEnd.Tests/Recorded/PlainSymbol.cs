namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>What a recording says of one symbol.</summary>
internal sealed class PlainSymbol
{
    /// <summary>Prices in units of 1e-4; a size of 0: nothing quoted there. Null: never quoted.</summary>
    public (long BidSize, long Bid, long Ask, long AskSize)? LastQuote { get; set; }

    /// <summary>In order, also those that were broken later.</summary>
    public List<PlainTrade> Trades { get; } = [];

    public HashSet<long> Broken { get; } = [];

    public PlainTrade? LastSale => Eligible.LastOrDefault();

    public long? High => Eligible.Max(trade => (long?)trade.Price);

    public long? Low => Eligible.Min(trade => (long?)trade.Price);

    public long Volume => Standing.Sum(trade => trade.Size);

    private IEnumerable<PlainTrade> Standing => Trades.Where(trade => !Broken.Contains(trade.Id));

    private IEnumerable<PlainTrade> Eligible => Standing.Where(trade => trade.IsEligible);
}
