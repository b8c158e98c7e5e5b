using System.Net.Sockets;
using System.Runtime.CompilerServices;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class StreamChurnTests
{
    // Nodes of ended streams that a stack may keep until the next walk, in each of its three kinds; see WaiterStack.
    private const int MostLeftOver = 3 * 64;

    [Fact]
    public async Task Client_that_disappears_in_any_way_ends_its_stream()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        var inside = new StreamInside(server);
        using var fin = await OpenReadyAsync(server);
        using var halfClosed = await OpenReadyAsync(server);
        using var reset = await OpenReadyAsync(server);
        Assert.Equal(3, inside.OpenStreams);

        fin.Dispose();
        halfClosed.Socket.Shutdown(SocketShutdown.Send);
        reset.Reset();

        await Eventually.True(() => inside.OpenStreams == 0);
        await Eventually.True(() => inside.Counters.ClosedTotal(StreamEnd.Client) == 3);
        Assert.Equal(0, inside.Counters.ClosedTotal(StreamEnd.Error));
    }

    [Fact]
    public async Task Thousands_of_quick_streams_leave_nothing_behind()
    {
        const int Tasks = 8;
        const int StreamsEach = 250;
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("QUIET", 100, 101);
        ticks.Trade("FAST", 100, 1, "0", "@");
        var inside = new StreamInside(server);
        using var stop = new CancellationTokenSource();
        var ticking = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                ticks.Trade("FAST", 100 + (i % 9), 1, $"{i}", "@");
                await Task.Yield();
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(async task =>
        {
            for (var i = 0; i < StreamsEach; i++)
            {
                using var stream = await RawStream.OpenAsync(server.HttpAddress, $"symbols=QUIET,FAST,NO{task}.{i},NEVER&trades=*&maxRate=100");
                switch (i % 4)
                {
                    case 0:
                        stream.Reset();
                        break;
                    case 1:
                        await stream.NextAsync("ready");
                        break;
                    case 2:
                        await stream.NextAsync("ready");
                        stream.Reset();
                        break;
                    default:
                        break;
                }
            }
        }));

        await Eventually.True(() => inside.OpenStreams == 0);
        await stop.CancelAsync();
        await ticking;

        await Eventually.True(() => inside.Counters.OpenNow == 0);
        Assert.Equal(0, inside.WatchedUnknownSymbols);
        await Eventually.True(() => inside.TimersSet == 0);
        await Eventually.True(() => inside.Waiters("QUIET") <= MostLeftOver);
        await Eventually.True(() =>
        {
            ticks.Trade("FAST", 100, 1, "x", "@");
            return inside.Waiters("FAST") <= MostLeftOver;
        });
        Assert.Equal(0, inside.Counters.ClosedTotal(StreamEnd.Error));
        Assert.Equal(Tasks * StreamsEach, inside.Counters.OpenedTotal);
    }

    [Fact]
    public async Task Ended_stream_of_a_quiet_symbol_can_be_collected()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        var inside = new StreamInside(server);
        var ended = await OpenAndCloseAsync(server, inside);

        await Eventually.True(() => inside.OpenStreams == 0);

        // Its nodes still lie in the stacks of the symbol.
        Assert.NotEqual(0, inside.Waiters("A"));
        await Eventually.True(() =>
        {
            GC.Collect();
            return !ended.IsAlive;
        });
    }

    // Not inlined: the stream's objects must not stay in a variable of the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> OpenAndCloseAsync(RunningServer server, StreamInside inside)
    {
        using var stream = await OpenReadyAsync(server);
        return inside.TheSubscriber();
    }

    private static async Task<RawStream> OpenReadyAsync(RunningServer server, string query = "symbols=A")
    {
        var stream = await RawStream.OpenAsync(server.HttpAddress, query);
        await stream.NextAsync("ready");
        return stream;
    }
}
