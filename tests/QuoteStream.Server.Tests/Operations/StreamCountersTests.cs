using System.Diagnostics.Metrics;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Tests.Operations;

public sealed class StreamCountersTests : IDisposable
{
    private readonly Meter _meter = new("StreamCounters");
    private readonly StreamCounters _counters;

    public StreamCountersTests()
    {
        _counters = new StreamCounters(_meter.CreateHistogram<double>("tick_to_write"));
    }

    [Fact]
    public void Each_call_counts_its_own()
    {
        _counters.Opened();
        _counters.Opened();
        _counters.Closed(StreamEnd.Slow);
        _counters.EventsWritten(EventKind.Quote, 20);
        _counters.EventsWritten(EventKind.Problem, 1);
        _counters.QuotesConflated(7);
        _counters.Written(1000);
        _counters.Written(500);
        _counters.SlowChanged(1);

        Assert.Equal(2, _counters.OpenedTotal);
        Assert.Equal(1, _counters.OpenNow);
        Assert.Equal(1, _counters.ClosedTotal(StreamEnd.Slow));
        Assert.Equal(0, _counters.ClosedTotal(StreamEnd.Error));
        Assert.Equal(20, _counters.EventsTotal(EventKind.Quote));
        Assert.Equal(1, _counters.EventsTotal(EventKind.Problem));
        Assert.Equal(7, _counters.ConflatedTotal);
        Assert.Equal(2, _counters.WritesTotal);
        Assert.Equal(1500, _counters.BytesTotal);
        Assert.Equal(1, _counters.SlowNow);
    }

    [Fact]
    public void Nothing_is_lost_between_threads_and_no_stream_is_open_minus_once()
    {
        const int Threads = 8;
        const int Rounds = 50_000;
        var done = false;
        var lowest = 0L;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                lowest = Math.Min(lowest, Math.Min(_counters.OpenNow, _counters.SlowNow));
            }
        });
        reader.Start();

        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                _counters.Opened();
                _counters.SlowChanged(1);
                _counters.Written(3);
                _counters.SlowChanged(-1);
                _counters.Closed(StreamEnd.Client);
            }
        });
        Volatile.Write(ref done, true);
        reader.Join();

        Assert.Equal(0, lowest);
        Assert.Equal(Threads * Rounds, _counters.OpenedTotal);
        Assert.Equal(0, _counters.OpenNow);
        Assert.Equal(0, _counters.SlowNow);
        Assert.Equal(3L * Threads * Rounds, _counters.BytesTotal);
    }

    [Fact]
    public void Counting_a_write_allocates_nothing()
    {
        CountOneWrite();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            CountOneWrite();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void CountOneWrite()
        {
            _counters.EventsWritten(EventKind.Quote, 20);
            _counters.QuotesConflated(100);
            _counters.Written(4096);
            _counters.TickToWrite(1_000_000);
        }
    }

    public void Dispose() => _meter.Dispose();
}
