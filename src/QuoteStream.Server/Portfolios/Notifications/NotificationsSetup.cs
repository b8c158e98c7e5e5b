using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>What tells streams of a portfolio's transactions and valuation.</summary>
internal static class NotificationsSetup
{
    public static void AddPortfolioFeeds(this IServiceCollection services)
    {
        // The store wants its listeners when it is made, so this one asks for the store later.
        services.AddSingleton(s => new PortfolioFeeds(
            new Lazy<ILedgerStore>(s.GetRequiredService<ILedgerStore>), s.GetRequiredService<StreamParts>(), s.GetRequiredService<ILogger<PortfolioFeeds>>()));
        services.AddSingleton<ICommitListener>(s => s.GetRequiredService<PortfolioFeeds>());
    }
}
