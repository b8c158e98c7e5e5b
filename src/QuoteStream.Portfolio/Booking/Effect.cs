namespace QuoteStream.Portfolio.Booking;

/// <summary>What an order does to the accounts and to the position of its symbol, before anyone asks whether it may.</summary>
/// <param name="RealizedPnl">Null where the type realizes nothing.</param>
internal readonly record struct Effect(Entry Entry, decimal PositionChange = 0, decimal? RealizedPnl = null);
