using BenchmarkDotNet.Attributes;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.Channels;

/// <summary>A trade appended to a symbol's tape, and read by a subscriber that keeps up.</summary>
[MemoryDiagnoser]
public class BroadcastRingBenchmarks
{
    private readonly BroadcastRing<TradePrint> _ring = new(64, 4096);
    private TradePrint _print = new() { Price = new Price(1), Size = 1 };
    private long _cursor;

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _ring.Append(_print, 0);
        }

        _cursor = _ring.Newest;
    }

    [Benchmark]
    public long Append() => _ring.Append(_print, 0);

    [Benchmark]
    public long Append_and_read()
    {
        _ring.Append(_print, 0);
        _cursor = _ring.Newest - 1;
        _ring.TryRead(ref _cursor, out var print, out _);
        return print.Size;
    }
}
