using BenchmarkDotNet.Attributes;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;

namespace QuoteStream.Benchmarks.Channels;

/// <summary>One writer's turn alone, and what waiters and readers cost.</summary>
[MemoryDiagnoser]
public class SymbolChannelBenchmarks
{
    private readonly SymbolTable _symbols = new(4, new TradingCalendar());
    private readonly Waiter _waiter = new();
    private SymbolChannel _silent = null!;
    private SymbolChannel _awaited = null!;
    private SymbolChannel _served = null!;
    private QuoteState _state;

    [GlobalSetup]
    public void Setup()
    {
        _silent = _symbols.GetOrAdd("SILENT"u8)!;
        _served = _symbols.GetOrAdd("SERVED"u8)!;
        _awaited = _symbols.GetOrAdd("AWAITED"u8)!;

        // Marked and not served: what every further tick of a symbol costs until the broadcaster comes to it.
        _awaited.Arm(ChangeKinds.Quote, new Waiter(), _awaited.Sequence);
        Publish(_awaited);
    }

    [Benchmark(Baseline = true)]
    public void Publish_when_nobody_waits() => Publish(_silent);

    [Benchmark]
    public void Publish_when_the_symbol_is_marked_already() => Publish(_awaited);

    [Benchmark]
    public void Arm_publish_mark_and_wake()
    {
        _served.Arm(ChangeKinds.Quote, _waiter, _served.Sequence);
        Publish(_served);
        _symbols.Changed.WakeAll();
    }

    // Into a field: of a local, the compiler would copy only what is looked at.
    [Benchmark]
    public long Read() => _silent.Read(out _state);

    private static void Publish(SymbolChannel channel)
    {
        channel.Enter().State.VenueTimeNanos++;
        channel.Exit(ChangeKinds.Quote);
    }

    private sealed class Waiter : ChannelWaiter
    {
        protected internal override void Wake()
        {
        }
    }
}
