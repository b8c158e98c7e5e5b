namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>What a feed's worker does next.</summary>
internal enum FeedWork
{
    None,

    /// <summary>Read the books: balances and positions.</summary>
    Books,

    /// <summary>Read the transactions that others have committed, or that were told too early.</summary>
    CatchUp,

    /// <summary>Value the portfolio at the quotes.</summary>
    Value,
}
