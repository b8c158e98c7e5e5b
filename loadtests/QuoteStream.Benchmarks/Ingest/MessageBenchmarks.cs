using System.Buffers;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Ingest;

namespace QuoteStream.Benchmarks.Ingest;

/// <summary>
/// Stages 1 to 5 of a tick's path: one message of 500 quotes is checked, decoded in place, normalized, applied and published. A regression here
/// lowers what one feed line can bring in.
/// </summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private const int Ticks = 500;

    /// <summary>As Kestrel's memory pool hands them over.</summary>
    private const int SegmentBytes = 4096;

    private FeedSession _session = null!;
    private ReadOnlySequence<byte> _message;

    [GlobalSetup]
    public void Setup()
    {
        var symbols = new SymbolTable(1_000, new TradingCalendar());
        _session = new FeedSession(new FeedHandler(symbols, new FeedHandlingOptions(), TimeProvider.System));
        var start = new ReadOnlySequence<byte>(new PublishRequest { Start = SampleTicks.Start() }.ToByteArray());
        Require(_session.Receive(start));
        _message = Segment.Split(SampleTicks.Message(Ticks).ToByteArray(), SegmentBytes);
        Receive();
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void Receive() => Require(_session.Receive(_message));

    [GlobalCleanup]
    public void Cleanup() => _session.Dispose();

    private static void Require(FeedStep step)
    {
        if (step == FeedStep.Refused)
        {
            throw new InvalidOperationException("The server's own message was refused.");
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Split(byte[] bytes, int size)
        {
            var first = new Segment { Memory = bytes.AsMemory(0, Math.Min(size, bytes.Length)) };
            var last = first;
            for (var at = size; at < bytes.Length; at += size)
            {
                var next = new Segment { Memory = bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), RunningIndex = at };
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
