namespace QuoteStream.MarketData.Book;

/// <summary>What the days of all symbols share: how a price is judged, and the room for trades.</summary>
internal sealed class DayTerms(BookOptions options)
{
    public PriceBand Band { get; } = new(options.PriceBand);

    /// <summary>Of one symbol.</summary>
    public int MaxTrades => options.MaxDayTrades;

    public DayTapeBudget Budget { get; } = new(options.MaxDayTradesInTotal);
}
