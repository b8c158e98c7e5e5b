using System.Net;
using System.Net.Sockets;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Many streams on one HTTP/2 connection over TLS.</summary>
public sealed class HttpTwoStreamTests : IDisposable
{
    // More than the 100 that Kestrel would take on one connection.
    private const int Streams = 150;

    // The smallest that HttpClient offers: an unread stream is felt after 64 KB.
    private const int LeastWindow = 65_535;

    private readonly ServerCertificate _certificate = new();
    private int _connections;

    [Fact]
    public async Task Each_stream_of_a_connection_flows_and_the_abort_of_one_ends_that_one()
    {
        await using var server = await RunningServer.StartAsync(_certificate.Settings);
        using var ticks = new TickSource(server);
        using var client = Connect(server);
        var inside = new StreamInside(server);
        var streams = await OpenAsync(client);
        Assert.Equal(1, _connections);
        Assert.Equal(Streams, inside.OpenStreams);

        await AssertAllFlowAsync(streams, ticks, bid: 100);
        await streams[7].DisposeAsync();
        await Eventually.True(() => inside.OpenStreams == Streams - 1);
        Assert.Equal(1, inside.Counters.ClosedTotal(StreamEnd.Client));

        streams.RemoveAt(7);
        await AssertAllFlowAsync(streams, ticks, bid: 101);
        await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
        await Eventually.True(() => inside.OpenStreams == 0);
        Assert.Equal(0, inside.Counters.ClosedTotal(StreamEnd.Error));
        Assert.Equal(1, _connections);
    }

    [Fact]
    public async Task A_stream_that_is_not_read_is_cut_off_alone_and_holds_nobody_up()
    {
        const int Symbols = 400;
        await using var server = await RunningServer.StartAsync(
            [.. _certificate.Settings, ("Streaming:WriteTimeout", "00:00:03"), ("Streaming:HighestMaxRate", "100")]);
        using var ticks = new TickSource(server);
        using var client = Connect(server);
        var inside = new StreamInside(server);
        var streams = await OpenAsync(client);
        var list = string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"LONG{i}"));
        using var stalled = await client.GetAsync($"/v1/stream?symbols={list}&maxRate=max", HttpCompletionOption.ResponseHeadersRead);

        for (var round = 1; inside.Counters.ClosedTotal(StreamEnd.Slow) == 0; round++)
        {
            for (var i = 0; i < Symbols; i++)
            {
                ticks.Quote($"LONG{i}", 100 + round, 100_000);
            }

            // Each time around every other stream of the connection gets through; it would time out here if they were held up.
            await AssertAllFlowAsync(streams, ticks, bid: round);
        }

        await AssertAllFlowAsync(streams, ticks, bid: 50_000);
        Assert.Equal(Streams, inside.OpenStreams);
        Assert.Equal(1, inside.Counters.ClosedTotal(StreamEnd.Slow));
        Assert.Equal(1, _connections);
        await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
    }

    [FactNeeds("h2load")]
    public async Task A_load_generator_for_HTTP_2_gets_all_of_its_streams_from_beginning_to_end()
    {
        const int Clients = 2;
        await using var server = await RunningServer.StartAsync([.. _certificate.Settings, ("Streaming:MaxStreamAge", "00:00:10")]);
        using var ticks = new TickSource(server);
        ticks.Quote("AAPL", 100, 200);
        var inside = new StreamInside(server);
        await using var load = ChildProcess.Start(
            "h2load",
            $"--requests={Clients * Streams}",
            $"--clients={Clients}",
            $"--max-concurrent-streams={Streams}",
            new Uri(server.HttpsAddress, "/v1/stream?symbols=AAPL&maxRate=max").AbsoluteUri);

        var most = 0;
        var round = 0;
        await Eventually.True(
            () =>
            {
                most = Math.Max(most, inside.OpenStreams);
                ticks.Quote("AAPL", 100 + (round++ % 50), 200);
                return load.HasExited;
            },
            TimeSpan.FromMinutes(2));

        Assert.Equal(0, await load.WaitForExitAsync());
        var report = string.Join('\n', load.Output);
        Assert.Contains("Application protocol: h2", report);
        Assert.Contains($"{Clients * Streams} succeeded, 0 failed, 0 errored, 0 timeout", report);
        Assert.Equal(Clients * Streams, most);
        Assert.Equal(Clients * Streams, inside.Counters.ClosedTotal(StreamEnd.Age));
    }

    public void Dispose() => _certificate.Dispose();

    private static async Task<List<EventReader>> OpenAsync(HttpClient client)
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => EventReader.OpenAsync(client, $"symbols=S{i}&maxRate=max")));
        Assert.All(streams, stream => Assert.Equal(HttpVersion.Version20, stream.Response.Version));
        await Task.WhenAll(streams.Select(stream => stream.NextAsync("ready")));
        return [.. streams];
    }

    private static async Task AssertAllFlowAsync(List<EventReader> streams, TickSource ticks, long bid)
    {
        for (var i = 0; i < Streams; i++)
        {
            ticks.Quote($"S{i}", bid, 100_000);
        }

        await Task.WhenAll(streams.Select(async stream =>
        {
            while ((await stream.NextAsync("quote")).GetProperty("bid").GetDecimal() != bid / 100m)
            {
            }
        }));
    }

    private HttpClient Connect(RunningServer server)
    {
        var handler = _certificate.CreateHandler();
        handler.InitialHttp2StreamWindowSize = LeastWindow;
        handler.ConnectCallback = async (context, cancellation) =>
        {
            Interlocked.Increment(ref _connections);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return new HttpClient(handler)
        {
            BaseAddress = server.HttpsAddress,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
