using System.Diagnostics.Metrics;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Operations;

/// <summary>What the streams count. Any thread; the metrics read the sums when they are asked for.</summary>
/// <remarks>Hot path: a few calls per write to a subscriber. Must not allocate, lock or log.</remarks>
public sealed class StreamCounters
{
    private const double SecondsPerNano = 1e-9;
    private const int OpenedIndex = 0;
    private const int ConflatedIndex = 1;
    private const int WritesIndex = 2;
    private const int BytesIndex = 3;
    private const int SlowIndex = 4;
    private const int ClosedIndex = 5;

    private static readonly int Ends = Enum.GetValues<StreamEnd>().Length;
    private static readonly int Kinds = Enum.GetValues<EventKind>().Length;
    private static readonly int EventsIndex = ClosedIndex + Ends;

    private readonly StripedCounters _counters = new(EventsIndex + Kinds);
    private readonly Histogram<double> _tickToWrite;

    internal StreamCounters(Histogram<double> tickToWrite)
    {
        _tickToWrite = tickToWrite;
    }

    internal long OpenedTotal => _counters.Sum(OpenedIndex);

    internal long ConflatedTotal => _counters.Sum(ConflatedIndex);

    internal long WritesTotal => _counters.Sum(WritesIndex);

    internal long BytesTotal => _counters.Sum(BytesIndex);

    /// <summary>Streams that are behind now.</summary>
    internal long SlowNow => Math.Max(0, _counters.Sum(SlowIndex));

    /// <summary>Streams that are open now.</summary>
    internal long OpenNow
    {
        get
        {
            // The closed ones first: a stream that opens and closes in between then counts as open, never as minus one.
            var closed = Enumerable.Range(0, Ends).Sum(end => _counters.Sum(ClosedIndex + end));
            return OpenedTotal - closed;
        }
    }

    public void Opened() => _counters.Add(OpenedIndex, 1);

    public void Closed(StreamEnd reason) => _counters.Add(ClosedIndex + (int)reason, 1);

    public void EventsWritten(EventKind kind, int count) => _counters.Add(EventsIndex + (int)kind, count);

    /// <summary>Updates of quotes that this subscriber was not sent because newer ones replaced them.</summary>
    public void QuotesConflated(long count) => _counters.Add(ConflatedIndex, count);

    /// <summary>One write that was handed to the connection.</summary>
    public void Written(int bytes)
    {
        _counters.Add(WritesIndex, 1);
        _counters.Add(BytesIndex, bytes);
    }

    /// <summary>From the receipt of a tick to the write that carried its quote. Once per write: some 30 ns.</summary>
    public void TickToWrite(long nanos) => _tickToWrite.Record(nanos * SecondsPerNano);

    /// <param name="delta">1 when a stream fell behind, -1 when it recovered or ended behind.</param>
    public void SlowChanged(int delta) => _counters.Add(SlowIndex, delta);

    internal long ClosedTotal(StreamEnd reason) => _counters.Sum(ClosedIndex + (int)reason);

    internal long EventsTotal(EventKind kind) => _counters.Sum(EventsIndex + (int)kind);
}
