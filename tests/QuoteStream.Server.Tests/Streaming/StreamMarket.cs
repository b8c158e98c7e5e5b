using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Streaming;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>A market without a server: symbols, a feed line into them, and what streams share of them.</summary>
internal sealed class StreamMarket : IDisposable
{
    public StreamMarket(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Symbols = new SymbolTable(1_000, new TradingCalendar());
        Feeds = new FeedHandler(Symbols, new FeedHandlingOptions(), Time);
        Frames = new FrameStore(Time);
        Ticks = new TickSource(Feeds);
    }

    public TimeProvider Time { get; }

    public SymbolTable Symbols { get; }

    public FeedHandler Feeds { get; }

    public FrameStore Frames { get; }

    public TickSource Ticks { get; }

    public SymbolChannel Channel(string symbol)
    {
        Assert.True(Symbols.TryGet(symbol, out var channel), symbol);
        return channel!;
    }

    /// <summary>A subscription that is bound to its symbol, of no stream.</summary>
    public Subscription Subscribe(string symbol, double maxRate)
    {
        var subscription = new Subscription(null!, new SelectedSymbol(symbol, maxRate, HasOwnRate: false, WantsTrades: true));
        subscription.Bind(Frames.For(Channel(symbol)), isNew: false);
        return subscription;
    }

    public void Dispose() => Ticks.Dispose();
}
