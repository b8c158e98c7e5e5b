namespace QuoteStream.MarketData.Book;

/// <summary>One trade date. The default is no day: it contains no time.</summary>
/// <param name="StartNanos">The first nanosecond of it, since the Unix epoch, UTC.</param>
/// <param name="EndNanos">The first nanosecond after it. Weekends and holidays of US shares belong to the trading day before them.</param>
public readonly record struct TradingDay(long StartNanos, long EndNanos)
{
    public bool Contains(long venueTimeNanos) => venueTimeNanos >= StartNanos && venueTimeNanos < EndNanos;
}
