using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Ticks of one symbol that carry the venue's times a test gives them: prices in cents, sizes in shares.</summary>
internal sealed class VenueTicks : IDisposable
{
    private readonly FeedLine _line;
    private readonly byte[] _symbol;

    public VenueTicks(RunningServer server, string symbol)
    {
        Assert.True(Mic.TryParse("XNYS", out var venue));
        var terms = new FeedTerms("venue", string.Empty, "1", venue, -2, 0, ProviderSymbology.Canonical, SaleConditionScheme.Cta);
        _line = server.Services.GetRequiredService<FeedHandler>().OpenLine(terms, out _)!;
        _symbol = Encoding.ASCII.GetBytes(symbol);

        // Long enough ago that nothing below is in the future, and on the hour.
        var now = UnixNanos.Now(TimeProvider.System);
        HourNanos = now - (now % (3600 * UnixNanos.PerSecond)) - (7200 * UnixNanos.PerSecond);
    }

    /// <summary>What the ticks' times are counted from: nanoseconds since the Unix epoch.</summary>
    public long HourNanos { get; }

    public void Trade(double seconds, long price, ulong size, string id = "", string conditions = "") =>
        Apply(Tick(TickKind.Trade, seconds) with
        {
            TradePrice = price,
            TradeSize = size,
            TradeId = Encoding.ASCII.GetBytes(id),
            Conditions = Encoding.ASCII.GetBytes(conditions),
        });

    public void Cancel(double seconds, string id) => Apply(Tick(TickKind.Cancel, seconds) with { OriginalTradeId = Encoding.ASCII.GetBytes(id) });

    public void Correct(double seconds, string id, long price, ulong size) => Apply(Tick(TickKind.Correction, seconds) with
    {
        OriginalTradeId = Encoding.ASCII.GetBytes(id),
        HasCorrectedTrade = true,
        TradePrice = price,
        TradeSize = size,
    });

    public void Quote(double seconds) => Apply(Tick(TickKind.Quote, seconds) with { BidPrice = 1, BidSize = 1, AskPrice = 2, AskSize = 1 });

    public void Dispose() => _line.Dispose();

    private ProviderTick Tick(TickKind kind, double seconds) => new()
    {
        Kind = kind,
        Symbol = _symbol,
        VenueTimeNanos = (ulong)(HourNanos + (long)(seconds * UnixNanos.PerSecond)),
    };

    private void Apply(in ProviderTick tick)
    {
        using var batch = _line.BeginBatch(0);
        Assert.Equal(TickOutcome.Applied, batch.Apply(tick));
    }
}
