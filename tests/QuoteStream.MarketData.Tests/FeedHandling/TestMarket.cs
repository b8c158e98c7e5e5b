using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>A symbol table and a feed handler with a clock to turn, and the ticks of a provider that counts in cents and shares.</summary>
internal sealed class TestMarket
{
    /// <param name="time">Null: <see cref="Clock"/>.</param>
    public TestMarket(FeedHandlingOptions? options = null, int maxSymbols = 16, TimeProvider? time = null, BookOptions? books = null)
    {
        Symbols = new SymbolTable(maxSymbols, new TradingCalendar(), books);
        Handler = new FeedHandler(Symbols, options ?? new FeedHandlingOptions(), time ?? Clock);
    }

    public ManualClock Clock { get; } = new();

    public SymbolTable Symbols { get; }

    public FeedHandler Handler { get; }

    public ulong Now => (ulong)UnixNanos.Now(Clock);

    public static FeedTerms Terms(string provider = "test", string line = "", string session = "1") => new(
        provider, line, session, Venue("XNAS"), PriceExponent: -2, SizeExponent: 0, ProviderSymbology.Canonical, SaleConditionScheme.Cta);

    public static Mic Venue(string code) => Mic.TryParse(code, out var mic) ? mic : throw new ArgumentException(code);

    public FeedLine Open(string provider = "test", string line = "", string session = "1") => Open(Terms(provider, line, session));

    public FeedLine Open(FeedTerms terms)
    {
        var opened = Handler.OpenLine(terms, out var refusal);
        Assert.Null(refusal);
        return opened!;
    }

    public SymbolChannel Channel(string symbol) =>
        Symbols.TryGet(symbol, out var channel) ? channel! : throw new ArgumentException($"No symbol {symbol}.");

    public QuoteState State(string symbol)
    {
        Channel(symbol).Read(out var state);
        return state;
    }

    public ProviderTick Quote(string symbol, long bid, ulong bidSize, long ask, ulong askSize, string venue = "") => Tick(symbol, TickKind.Quote, venue) with
    {
        BidPrice = bid,
        BidSize = bidSize,
        AskPrice = ask,
        AskSize = askSize,
    };

    public ProviderTick Trade(string symbol, long price, ulong size, string id = "", string conditions = "", string venue = "") =>
        Tick(symbol, TickKind.Trade, venue) with
        {
            TradePrice = price,
            TradeSize = size,
            TradeId = Encoding.UTF8.GetBytes(id),
            Conditions = Encoding.UTF8.GetBytes(conditions),
        };

    public ProviderTick Cancel(string symbol, string id, string venue = "") =>
        Tick(symbol, TickKind.Cancel, venue) with { OriginalTradeId = Encoding.UTF8.GetBytes(id) };

    public ProviderTick Correction(string symbol, string original, long price, ulong size, string id = "", string conditions = "", string venue = "") =>
        Trade(symbol, price, size, id, conditions, venue) with
        {
            Kind = TickKind.Correction,
            OriginalTradeId = Encoding.UTF8.GetBytes(original),
            HasCorrectedTrade = true,
        };

    public ProviderTick Status(string symbol, int state, string reason = "") =>
        Tick(symbol, TickKind.Status) with { State = state, Reason = Encoding.UTF8.GetBytes(reason) };

    public ProviderTick Tick(string symbol, TickKind kind, string venue = "") => new()
    {
        Symbol = Encoding.UTF8.GetBytes(symbol),
        Venue = Encoding.UTF8.GetBytes(venue),
        VenueTimeNanos = Now,
        Kind = kind,
    };

    /// <summary>Moves the clock on until every hole that shows now has been given up: timers count whole milliseconds.</summary>
    public void PassLineWait() => Clock.Advance(Handler.Options.LineWait + TimeSpan.FromMilliseconds(1));

    /// <summary>What the provider's session holds behind holes: runs, and bytes of their buffers.</summary>
    public (int Runs, int Bytes) HeldOf(string provider) => Handler.Providers.Single(one => one.Name == provider).Session!.HeldForTest;

    /// <summary>A batch of one tick.</summary>
    public static TickOutcome Apply(FeedLine line, in ProviderTick tick, ulong sequence = 0)
    {
        using var batch = line.BeginBatch(sequence);
        return batch.Apply(tick);
    }
}
