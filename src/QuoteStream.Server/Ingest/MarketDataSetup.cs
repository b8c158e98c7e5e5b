using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Ingest;

/// <summary>The market's state in this process: the symbol channels, and the feed handler that writes them.</summary>
public static class MarketDataSetup
{
    public static void AddMarketData(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<IngestOptions>();
        var venues = VenueRegistry.Iso10383.With(options.MoreVenues);
        var providers = ProviderRules.Read(builder.Configuration, venues);
        var calendar = new TradingCalendar(venues);
        var books = new BookOptions
        {
            PriceBand = options.PriceBand,
            MaxDayTrades = options.MaxDayTrades,
            MaxDayTradesInTotal = options.MaxDayTradesInTotal,
            MaxBars = options.MaxBars,
        };
        var symbols = new SymbolTable(options.MaxSymbols, calendar, books);
        builder.Services.AddSingleton(symbols);
        builder.Services.AddSingleton(services => new FeedHandler(
            symbols,
            new FeedHandlingOptions
            {
                AcceptNewSymbols = options.AcceptNewSymbols,
                Venues = venues,
                LineWait = options.LineWait,
                HeartbeatInterval = options.HeartbeatInterval,
                StaleAfter = options.StaleAfter,
                Providers = providers,
            },
            services.GetService<TimeProvider>() ?? TimeProvider.System));
        builder.Services.AddHostedService(services => new FeedWatchService(
            services.GetRequiredService<FeedHandler>(), services.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
