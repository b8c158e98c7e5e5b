using System.Text;
using BenchmarkDotNet.Attributes;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.FeedHandling;

/// <summary>From a decoded tick to the published state: arbitrate, normalize, book, publish. 500 symbols, each on 4 venues, nobody waiting.</summary>
[MemoryDiagnoser]
public class FeedBatchBenchmarks
{
    private const int SymbolCount = 500;
    private const int TicksPerBatch = 500;
    private const int TickCount = SymbolCount * 40;

    private readonly byte[][] _symbols = new byte[SymbolCount][];
    private readonly byte[][] _venues = ["XNAS"u8.ToArray(), "ARCX"u8.ToArray(), "BATS"u8.ToArray(), "EDGX"u8.ToArray()];
    private readonly (int Symbol, int Venue, int Bid)[] _ticks = new (int, int, int)[TickCount];
    private readonly byte[] _tradeId = "123456789012"u8.ToArray();
    private readonly byte[][] _conditions = ["@"u8.ToArray(), " F"u8.ToArray(), "@ TI"u8.ToArray()];
    private FeedLine _line = null!;
    private ulong _sequence = 1;
    private ulong _nowNanos;

    [GlobalSetup(Target = nameof(Quotes))]
    public void Setup()
    {
        // The same ticks in every run: what is measured must not depend on luck.
        var random = new Random(1);
        for (var i = 0; i < SymbolCount; i++)
        {
            _symbols[i] = Encoding.ASCII.GetBytes($"S{i}");
        }

        for (var i = 0; i < TickCount; i++)
        {
            _ticks[i] = (random.Next(SymbolCount), random.Next(4), 10_000 + random.Next(20));
        }

        var handler = new FeedHandler(new SymbolTable(1_000, new TradingCalendar()), new FeedHandlingOptions(), TimeProvider.System);
        _line = handler.OpenLine(new FeedTerms("benchmark", "", "1", Mic.None, -4, 0, ProviderSymbology.Canonical, SaleConditionScheme.Cta), out _)!;
        _nowNanos = (ulong)UnixNanos.Now(TimeProvider.System);
    }

    /// <summary>Rings and histories grow with the first trades: what is measured is a symbol that has all it needs.</summary>
    [GlobalSetup(Target = nameof(Trades))]
    public void SetupGrown()
    {
        const int RoundsUntilGrown = 1_700;
        Setup();
        for (var i = 0; i < RoundsUntilGrown; i++)
        {
            Trades();
        }
    }

    [GlobalSetup(Target = nameof(Mixed))]
    public void SetupMixed()
    {
        SetupGrown();
        Mixed();
    }

    [Benchmark(OperationsPerInvoke = TickCount)]
    public void Quotes() => Apply(TickKind.Quote);

    /// <summary>The worst case: no symbol quotes, and each holds all the trades that it may, so that every trade finds cold memory.</summary>
    [Benchmark(OperationsPerInvoke = TickCount)]
    public void Trades() => Apply(TickKind.Trade);

    /// <summary>One trade to nine quotes, more than consolidated tapes have; a regression here slows the whole feed.</summary>
    [Benchmark(OperationsPerInvoke = TickCount)]
    public void Mixed() => Apply(TickKind.Quote, tradeEvery: 10);

    private void Apply(TickKind kind, int tradeEvery = int.MaxValue)
    {
        var tick = new ProviderTick { VenueTimeNanos = _nowNanos };
        var untilTrade = tradeEvery;
        for (var first = 0; first < TickCount; first += TicksPerBatch)
        {
            var batch = _line.BeginBatch(_sequence);
            foreach (var (symbol, venue, bid) in _ticks.AsSpan(first, TicksPerBatch))
            {
                tick.Symbol = _symbols[symbol];
                tick.Venue = _venues[venue];
                tick.Kind = kind;
                if (--untilTrade == 0)
                {
                    tick.Kind = TickKind.Trade;
                    untilTrade = tradeEvery;
                }

                if (tick.Kind == TickKind.Quote)
                {
                    tick.BidPrice = bid;
                    tick.AskPrice = bid + 5;
                    tick.BidSize = 300;
                    tick.AskSize = 200;
                }
                else
                {
                    tick.TradePrice = bid;
                    tick.TradeSize = 100;
                    tick.TradeId = _tradeId;
                    tick.Conditions = _conditions[bid % _conditions.Length];
                }

                batch.Apply(tick);
            }

            batch.Dispose();
            _sequence += TicksPerBatch;
        }
    }
}
