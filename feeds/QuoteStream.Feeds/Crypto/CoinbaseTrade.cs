namespace QuoteStream.Feeds.Crypto;

/// <summary>A trade as it stands in a message, before it is known whether it is new.</summary>
/// <param name="Id">The venue counts them per product, without holes.</param>
/// <param name="Price">Units of 1e-9.</param>
/// <param name="Size">Units of 1e-9.</param>
/// <param name="TimeNanos">Nanoseconds since the Unix epoch, UTC.</param>
/// <param name="IsSnapshot">In the list of the last trades that a subscription begins with.</param>
internal readonly record struct CoinbaseTrade(
    CoinbaseProduct Product, ulong Id, long Price, long Size, ulong TimeNanos, bool IsSnapshot);
