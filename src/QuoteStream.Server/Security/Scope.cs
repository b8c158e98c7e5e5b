namespace QuoteStream.Server.Security;

/// <summary>What a token allows its bearer to do.</summary>
[Flags]
public enum Scope
{
    None = 0,

    /// <summary><c>quotes:read</c>: quotes, trades, instruments, bars.</summary>
    QuotesRead = 1,

    /// <summary><c>quotes:delayed</c>: delayed quotes, which this server does not offer.</summary>
    QuotesDelayed = 2,

    /// <summary><c>portfolio:read</c></summary>
    PortfolioRead = 4,

    /// <summary><c>portfolio:write</c></summary>
    PortfolioWrite = 8,

    /// <summary><c>feed:publish</c>: to be a feed provider.</summary>
    FeedPublish = 16,

    /// <summary><c>ops:read</c>: metrics, where they need a scope.</summary>
    OpsRead = 32,
}
