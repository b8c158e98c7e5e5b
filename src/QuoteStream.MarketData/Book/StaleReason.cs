namespace QuoteStream.MarketData.Book;

/// <summary>Why a quote may no longer be the market's.</summary>
public enum StaleReason : byte
{
    /// <summary>Live.</summary>
    None,

    /// <summary>Every line of the provider that it came from is closed or silent.</summary>
    FeedDown,

    /// <summary>Sequence numbers of its provider are missing since its last update.</summary>
    Gap,

    /// <summary>Its feed is open, but the symbol has been silent for longer than configured.</summary>
    Quiet,
}
