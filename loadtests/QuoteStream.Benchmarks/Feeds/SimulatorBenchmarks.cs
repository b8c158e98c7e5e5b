using BenchmarkDotNet.Attributes;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Benchmarks.Feeds;

/// <summary>What a tick costs the simulator before it is sent: drawn and encoded, or copied from what was encoded before.</summary>
[MemoryDiagnoser]
public class SimulatorBenchmarks
{
    private const int TicksPerMessage = FeedRun.MaxTicksPerMessage;
    private const int Messages = 1_000;

    private readonly TickBatch _batch = new();
    private SimulatedExchange _exchange = null!;
    private PreEncodedExchange _preEncoded = null!;

    [Params(500, 20_000)]
    public int Symbols { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new SimulatorOptions
        {
            StartNanos = 1_763_650_000_000_000_000,
            TicksPerSecond = SimulatorOptions.HighestTicksPerSecond,
            Instruments = SyntheticInstruments.Create("S", Symbols),
        };
        _exchange = new SimulatedExchange(options);
        _preEncoded = new PreEncodedExchange(options, TimeProvider.System);

        // Behind the opening.
        for (var i = 0; i < Messages; i++)
        {
            Read(_exchange);
        }
    }

    [Benchmark(OperationsPerInvoke = TicksPerMessage * Messages)]
    public void Simulate()
    {
        for (var i = 0; i < Messages; i++)
        {
            Read(_exchange);
        }
    }

    [Benchmark(OperationsPerInvoke = TicksPerMessage * Messages)]
    public void CopyPreEncoded()
    {
        for (var i = 0; i < Messages; i++)
        {
            Read(_preEncoded);
        }
    }

    private void Read(ITickSource source)
    {
        _batch.Clear();
        if (source.Read(_batch, TicksPerMessage, ulong.MaxValue).End != TickReadingEnd.BatchFull)
        {
            throw new InvalidOperationException("The market has ended.");
        }
    }
}
