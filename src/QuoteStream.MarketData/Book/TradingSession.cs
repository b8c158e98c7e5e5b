namespace QuoteStream.MarketData.Book;

/// <summary>The continuous trading of one trade date.</summary>
/// <param name="OpenNanos">When it begins: nanoseconds since the Unix epoch, UTC.</param>
/// <param name="CloseNanos">When it ends: earlier on half days.</param>
public readonly record struct TradingSession(long OpenNanos, long CloseNanos);
