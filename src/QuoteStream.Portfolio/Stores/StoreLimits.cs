namespace QuoteStream.Portfolio.Stores;

/// <summary>How much one call of a store may ask for.</summary>
public static class StoreLimits
{
    /// <summary>Transactions read at once: some 300 KB.</summary>
    public const int MaxPage = 1_000;

    /// <summary>Orders booked in one commit: it holds up the other writers meanwhile.</summary>
    public const int MaxOrdersAtOnce = 10_000;

    /// <summary>Orders that wait for the writer; one more is refused as busy.</summary>
    public const int MaxWaiting = 10_000;
}
