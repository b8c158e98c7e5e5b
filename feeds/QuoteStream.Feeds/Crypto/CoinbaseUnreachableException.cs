namespace QuoteStream.Feeds.Crypto;

/// <summary>The venue sent no ticks within the time that it has for its first ones.</summary>
public sealed class CoinbaseUnreachableException : Exception
{
    public CoinbaseUnreachableException(string message)
        : base(message)
    {
    }
}
