namespace QuoteStream.Feeds.Csv;

/// <summary>One exchange's best bid and offer: prices in units of 1e-4; a size of 0 says that the side is empty.</summary>
internal struct TapeQuote
{
    public long BidPrice;
    public ulong BidSize;
    public long AskPrice;
    public ulong AskSize;
}
