using System.Text;
using BenchmarkDotNet.Attributes;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Streaming;
using QuoteStream.Server.Streaming.Events;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Benchmarks;

/// <summary>What a quote costs between its channel and the connection: encoding, the shared copy, conflation, the wheel.</summary>
[MemoryDiagnoser]
public class StreamingBenchmarks
{
    private const int Watched = 20;

    private readonly SymbolTable _symbols = new(1_000, new TradingCalendar());
    private readonly byte[] _bytes = new byte[QuoteEvent.MaxBytes];
    private readonly QuoteEvent _event = new("AAPL");
    private Conflator _conflator = new(alignsWindows: false);
    private readonly Subscription[] _watchlist = new Subscription[Watched];
    private readonly TimingWheel _wheel = new(TimeProvider.System);
    private readonly Timer _timer = new();
    private readonly byte[] _ticker = Encoding.ASCII.GetBytes("AAPL");
    private FeedLine _line = null!;
    private QuoteFrame _frame = null!;
    private QuoteState _state;
    private long _now;
    private long _bid = 100;

    [GlobalSetup]
    public void Setup()
    {
        var venue = Mic.TryParse("XNAS", out var mic) ? mic : throw new InvalidOperationException("XNAS is a venue.");
        var feeds = new FeedHandler(_symbols, new FeedHandlingOptions(), TimeProvider.System);
        var terms = new FeedTerms("bench", string.Empty, "1", venue, -2, 0, ProviderSymbology.Canonical, SaleConditionScheme.Utp);
        _line = feeds.OpenLine(terms, out _)!;
        Tick(_ticker);
        var frames = new FrameStore(TimeProvider.System);
        _symbols.TryGet("AAPL", out var apple);
        _frame = frames.For(apple!).Quote;
        apple!.Read(out _state);
        for (var i = 0; i < Watched; i++)
        {
            var symbol = $"S{i}";
            Tick(Encoding.ASCII.GetBytes(symbol));
            _symbols.TryGet(symbol, out var channel);
            _watchlist[i] = new Subscription(null!, new SelectedSymbol(symbol, 4, HasOwnRate: false, WantsTrades: false));
            _watchlist[i].Bind(frames.For(channel!), isNew: false);
        }
    }

    [Benchmark]
    public int Encode() => _event.Encode(_state, 1_763_629_200_123_907_000, _bytes);

    [Benchmark]
    public int CopyNewest_that_is_encoded() => _frame.CopyNewest(_bytes, out _);

    [Benchmark]
    public void Tick_alone() => Tick(_ticker);

    /// <summary>Less the tick itself.</summary>
    [Benchmark]
    public int CopyNewest_after_a_tick()
    {
        Tick(_ticker);
        return _frame.CopyNewest(_bytes, out _);
    }

    [Benchmark(OperationsPerInvoke = Watched)]
    public int Send_a_watchlist_of_20_encoded_symbols()
    {
        var batch = EventBatch.Begin();
        foreach (var subscription in _watchlist)
        {
            subscription.SentSequence = 0;
            _conflator.Send(subscription, ref batch);
        }

        batch.Finish(new StreamCursor(1, ++_now));
        return batch.Written.Length;
    }

    [Benchmark]
    public void Schedule_and_turn()
    {
        _now += 1_000;
        _wheel.Schedule(_timer, _now);
        _wheel.Turn(_now);
    }

    private void Tick(byte[] symbol)
    {
        using var batch = _line.BeginBatch(0);
        batch.Apply(new ProviderTick
        {
            Kind = TickKind.Quote,
            Symbol = symbol,
            VenueTimeNanos = (ulong)UnixNanos.Now(TimeProvider.System),
            BidPrice = 100 + (++_bid % 50),
            BidSize = 100,
            AskPrice = 200,
            AskSize = 100,
        });
    }

    private sealed class Timer : WheelTimer
    {
        protected internal override void OnDue()
        {
        }
    }
}
