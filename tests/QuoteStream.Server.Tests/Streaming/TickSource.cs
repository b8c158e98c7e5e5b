using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Puts ticks into a running server behind its gRPC edge: prices in cents, sizes in shares, the venue XNAS unless named.</summary>
internal sealed class TickSource : IDisposable
{
    private readonly FeedLine _line;

    public TickSource(RunningServer server, string provider = "test")
        : this(server.Services.GetRequiredService<FeedHandler>(), provider)
    {
    }

    public TickSource(FeedHandler feeds, string provider = "test")
    {
        Assert.True(Mic.TryParse("XNAS", out var venue));
        var terms = new FeedTerms(provider, string.Empty, "1", venue, -2, 0, ProviderSymbology.Canonical, SaleConditionScheme.Utp);
        _line = feeds.OpenLine(terms, out _)!;
    }

    public static ulong NowNanos => (ulong)UnixNanos.Now(TimeProvider.System);

    public void Quote(string symbol, long bid, long ask, string venue = "", ulong bidSize = 100, ulong askSize = 200) => Apply(new ProviderTick
    {
        Kind = TickKind.Quote,
        Symbol = Encoding.ASCII.GetBytes(symbol),
        Venue = Encoding.ASCII.GetBytes(venue),
        VenueTimeNanos = NowNanos,
        BidPrice = bid,
        BidSize = bidSize,
        AskPrice = ask,
        AskSize = askSize,
    });

    public void Trade(string symbol, long price, ulong size, string id = "", string conditions = "") => Apply(new ProviderTick
    {
        Kind = TickKind.Trade,
        Symbol = Encoding.ASCII.GetBytes(symbol),
        VenueTimeNanos = NowNanos,
        TradePrice = price,
        TradeSize = size,
        TradeId = Encoding.ASCII.GetBytes(id),
        Conditions = Encoding.ASCII.GetBytes(conditions),
    });

    public void Cancel(string symbol, string id) => Apply(new ProviderTick
    {
        Kind = TickKind.Cancel,
        Symbol = Encoding.ASCII.GetBytes(symbol),
        VenueTimeNanos = NowNanos,
        OriginalTradeId = Encoding.ASCII.GetBytes(id),
    });

    public void Status(string symbol, int state, string reason) => Apply(new ProviderTick
    {
        Kind = TickKind.Status,
        Symbol = Encoding.ASCII.GetBytes(symbol),
        VenueTimeNanos = NowNanos,
        State = state,
        Reason = Encoding.ASCII.GetBytes(reason),
    });

    public void Reference(string symbol, string name, long previousClose) => Apply(new ProviderTick
    {
        Kind = TickKind.Reference,
        Symbol = Encoding.ASCII.GetBytes(symbol),
        VenueTimeNanos = NowNanos,
        Name = Encoding.UTF8.GetBytes(name),
        Currency = "USD"u8,
        RoundLot = 100,
        PreviousClose = previousClose,
    });

    public void Dispose() => _line.Dispose();

    private void Apply(in ProviderTick tick)
    {
        using var batch = _line.BeginBatch(0);
        Assert.Equal(TickOutcome.Applied, batch.Apply(tick));
    }
}
