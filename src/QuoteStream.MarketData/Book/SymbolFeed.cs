namespace QuoteStream.MarketData.Book;

/// <summary>What a symbol knows of one provider that ticks it.</summary>
internal struct SymbolFeed
{
    /// <summary>Dense number of the provider; -1: none.</summary>
    public int Provider;

    /// <summary>Why its ticks of this symbol may no longer be the market's; the next one proves it live again.</summary>
    public StaleReason Reason;

    /// <summary>Whether <see cref="LiveSymbols"/> has it.</summary>
    public bool IsListed;

    /// <summary>When its last tick of this symbol was received, shown or not: nanoseconds since the Unix epoch.</summary>
    public long LastTickNanos;
}
