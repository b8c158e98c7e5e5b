namespace QuoteStream.MarketData.FeedHandling;

/// <summary>How feeds are handled.</summary>
public sealed record FeedHandlingOptions
{
    /// <summary>Whether a provider's tick may bring a symbol into being. Default true.</summary>
    public bool AcceptNewSymbols { get; init; } = true;

    /// <summary>How long a hole in one line waits for the other line to fill it. Default 50 ms; zero: not at all.</summary>
    public TimeSpan LineWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How far ahead of the server's clock a venue's stamp may be. Default one minute.</summary>
    public TimeSpan MaxTimeAhead { get; init; } = TimeSpan.FromMinutes(1);
}
