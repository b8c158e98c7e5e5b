using System.Text;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>Recorded days go through a feed handler, each as a session of its own; what it makes of them is read from its symbol.</summary>
internal sealed class TapeReplay
{
    /// <summary>More than the seconds of both days in which something traded.</summary>
    private const int MaxBars = 32_768;
    private const int TicksPerBatch = 77;

    private readonly SymbolTable _symbols = new(1, new TradingCalendar(), new BookOptions { MaxBars = MaxBars });
    private readonly FeedHandler _handler;

    public TapeReplay() => _handler = new FeedHandler(_symbols, new FeedHandlingOptions(), new ManualClock());

    /// <param name="codes">The sale condition codes with which a trade is told.</param>
    public void Publish(RecordedTape tape, Func<TapeTrade, string> codes)
    {
        var terms = new FeedTerms(
            "tape", string.Empty, tape.Date, Mic.None, PriceExponent: -4, SizeExponent: 0, ProviderSymbology.Canonical, SaleConditionScheme.Cta);
        using var line = _handler.OpenLine(terms, out var refusal);
        Assert.Null(refusal);
        var number = 1UL;
        foreach (var trades in tape.Trades.Chunk(TicksPerBatch))
        {
            using var batch = line!.BeginBatch(number);
            foreach (var trade in trades)
            {
                Assert.Equal(TickOutcome.Applied, batch.Apply(ToTick(tape, trade, codes(trade), number)));
                number++;
            }
        }

        Assert.Equal(tape.Trades.Count, line!.Counts.Applied);
    }

    public SymbolChannel Channel => _symbols.TryGet("IBM", out var channel) ? channel! : throw new InvalidOperationException("Nothing was published.");

    /// <summary>The bars of one day, by their start.</summary>
    public SortedDictionary<long, Bar> BarsOf(RecordedTape tape, BarInterval interval)
    {
        var bars = new Bar[MaxBars];
        var count = Channel.Bars.Read(interval, bars);
        var (from, to) = (tape.Nanos(0), tape.Nanos(86_400_000));
        return new(bars.Take(count).Where(bar => bar.StartNanos >= from && bar.StartNanos < to).ToDictionary(bar => bar.StartNanos));
    }

    private static ProviderTick ToTick(RecordedTape tape, TapeTrade trade, string codes, ulong number) => new()
    {
        Kind = TickKind.Trade,
        Symbol = "IBM"u8,
        Venue = Encoding.ASCII.GetBytes(trade.Venue),
        VenueTimeNanos = (ulong)tape.Nanos(trade.Millis),
        TradePrice = trade.Price,
        TradeSize = (ulong)trade.Size,
        TradeId = Encoding.ASCII.GetBytes($"{number}"),
        Conditions = Encoding.ASCII.GetBytes(codes),
    };
}
