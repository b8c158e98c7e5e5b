using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Itch.Generation;

namespace QuoteStream.Benchmarks.Feeds;

/// <summary>What a message of a full-depth feed costs, on one core, out of a file: a made-up day of 500 symbols, the same in every run.</summary>
[MemoryDiagnoser]
[MinColumn]
public class ItchBenchmarks
{
    private const int MessagesPerRun = 1_000_000;
    private const int TicksPerBatch = 500;

    // The directory and the first orders: after them the books are as full as in mid-morning, and have all the memory that they need.
    private const int FirstMessages = 2_000_000;
    private const int RunsPerDay = 8;
    private const int DayMessages = FirstMessages + (RunsPerDay * MessagesPerRun);

    private readonly TickBatch _batch = new();
    private readonly TickSink _nowhere = new(new SymbolFilter(["NONE"]));
    private string _path = "";
    private FeedDecoder? _decoder;
    private DecodedTicks? _ticks;
    private int _runsLeft;

    [GlobalSetup]
    public void Setup()
    {
        _path = Path.Combine(Path.GetTempPath(), $"quotestream-20260105-{Guid.NewGuid():N}.itch50");
        using (var file = new BufferedStream(File.Create(_path), 1 << 20))
        {
            Span<byte> length = stackalloc byte[sizeof(ushort)];
            foreach (var message in new GeneratedItchDay(new ItchDayOptions { Messages = DayMessages }).Messages())
            {
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)message.Length);
                file.Write(length);
                file.Write(message.Span);
            }
        }
    }

    /// <summary>Not measured: a day that was read to its end begins again.</summary>
    [IterationSetup]
    public void BeginRun()
    {
        if (_runsLeft == 0)
        {
            _ticks?.Dispose();
            _decoder = new ItchFormat().Open([FeedFile.Open(_path)], new FeedOpening());
            _ticks = new DecodedTicks(_decoder);
            Read(FirstMessages);
            _runsLeft = RunsPerDay;
        }

        _runsLeft--;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _ticks?.Dispose();
        File.Delete(_path);
    }

    /// <summary>Parser, order books and best prices.</summary>
    [Benchmark(OperationsPerInvoke = MessagesPerRun)]
    public void Books() => Read(MessagesPerRun);

    /// <summary>And each message as a numbered tick, encoded as it leaves.</summary>
    [Benchmark(OperationsPerInvoke = MessagesPerRun)]
    public void BooksAndTicks()
    {
        for (var read = 0; read < MessagesPerRun; read += TicksPerBatch)
        {
            _batch.Clear();
            _ticks!.Read(_batch, TicksPerBatch, ulong.MaxValue);
        }
    }

    private void Read(int count)
    {
        var decoder = _decoder!;
        for (var i = 0; i < count; i++)
        {
            if (!decoder.TryRead())
            {
                throw new InvalidOperationException("The day is shorter than its runs.");
            }

            decoder.Publish(_nowhere);
            while (decoder.TryPublishOwed(_nowhere))
            {
            }
        }
    }
}
