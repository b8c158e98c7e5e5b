namespace QuoteStream.Feeds.Crypto;

/// <summary>A connection to the venue is over; the message says why in the rest of a sentence.</summary>
/// <param name="missing">Messages that are known to be lost; at least one, which may have been on its way.</param>
internal sealed class CoinbaseLostException(string why, ulong missing = 1) : Exception(why)
{
    public ulong Missing { get; } = missing;
}
