using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Ingest;

/// <summary>The market's state in this process: the symbol channels, and the feed handler that writes them.</summary>
public static class MarketDataSetup
{
    public static void AddMarketData(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<IngestOptions>();
        var calendar = new TradingCalendar();
        var symbols = new SymbolTable(options.MaxSymbols, calendar);
        builder.Services.AddSingleton(symbols);
        builder.Services.AddSingleton(services => new FeedHandler(
            symbols,
            new FeedHandlingOptions { AcceptNewSymbols = options.AcceptNewSymbols, LineWait = options.LineWait },
            services.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
