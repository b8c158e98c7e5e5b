using System.Net.Sockets;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Coarse checks of the whole process, so nothing else may run in it meanwhile.</summary>
[Collection(nameof(StreamCostTests))]
[CollectionDefinition(nameof(StreamCostTests), DisableParallelization = true)]
public sealed class StreamCostTests
{
    private const int Symbols = 400;

    [Fact]
    public async Task Stalled_streams_hold_little_memory_however_many_ticks_pass()
    {
        const int Streams = 40;
        var list = string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"S{i}"));
        await using var server = await RunningServer.StartAsync(("Streaming:SendBufferBytes", "4096"), ("Streaming:WriteTimeout", "01:00:00"));
        using var ticks = new TickSource(server);
        TickAll(ticks, 0);
        var inside = new StreamInside(server);
        var stalled = new List<RawStream>();
        for (var i = 0; i < Streams; i++)
        {
            stalled.Add(await RawStream.OpenAsync(server.HttpAddress, $"symbols={list}&maxRate=max", 2_048));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        long bytes = -1;
        var round = 0;

        // Until no stream takes any more.
        await Eventually.True(() =>
        {
            var last = bytes;
            for (var i = 0; i < 20; i++)
            {
                TickAll(ticks, round++);
            }

            bytes = inside.Counters.BytesTotal;
            return bytes == last;
        });
        for (var i = 0; i < 200; i++)
        {
            TickAll(ticks, round++);
        }

        Assert.Equal(Streams, inside.OpenStreams);
        var perStream = (GC.GetTotalMemory(forceFullCollection: true) - before) / Streams;
        Assert.True(perStream < 256 * 1024, $"{perStream} bytes a stalled stream");
        stalled.ForEach(stream => stream.Reset());
        await Eventually.True(() => inside.OpenStreams == 0);
    }

    [Fact]
    public async Task Steady_streams_allocate_next_to_nothing_per_event()
    {
        const int Watched = 20;
        const int Streams = 10;
        const int Events = 20_000;
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        var names = Enumerable.Range(0, Watched).Select(i => $"S{i}").ToArray();
        Array.ForEach(names, name => ticks.Quote(name, 100, 200));
        var inside = new StreamInside(server);
        var streams = new List<RawStream>();
        for (var i = 0; i < Streams; i++)
        {
            var stream = await RawStream.OpenAsync(server.HttpAddress, $"symbols={string.Join(',', names)}&maxRate=100");
            await stream.NextAsync("ready");
            streams.Add(stream);
        }

        streams.ForEach(StartDraining);
        var round = 0;
        await RunAsync(Events / 3);
        var ofTicks = MeasureTicks();
        var eventsBefore = inside.Counters.EventsTotal(EventKind.Quote);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var ticksBefore = round;
        await RunAsync(Events);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before - ((round - ticksBefore) * ofTicks);
        var events = inside.Counters.EventsTotal(EventKind.Quote) - eventsBefore;

        Assert.True(allocated / events < 100, $"{allocated} bytes for {events} events");
        streams.ForEach(stream => stream.Reset());

        async Task RunAsync(int events)
        {
            var goal = inside.Counters.EventsTotal(EventKind.Quote) + events;
            while (inside.Counters.EventsTotal(EventKind.Quote) < goal)
            {
                Round();
                await Task.Yield();
            }
        }

        void Round()
        {
            round++;
            for (var i = 0; i < Watched; i++)
            {
                ticks.Quote(names[i], 100 + (round % 50), 200);
            }
        }

        long MeasureTicks()
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                Round();
            }

            return (GC.GetAllocatedBytesForCurrentThread() - start) / 100;
        }
    }

    // On a thread of its own, which only throws the bytes away.
    private static void StartDraining(RawStream stream) => new Thread(() =>
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (stream.Socket.Receive(bytes) > 0)
            {
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over and has closed it.
        }
    })
    { IsBackground = true }.Start();

    private static void TickAll(TickSource ticks, int round)
    {
        for (var i = 0; i < Symbols; i++)
        {
            ticks.Quote($"S{i}", 100 + (round % 50), 200 + (round % 70));
        }
    }
}
