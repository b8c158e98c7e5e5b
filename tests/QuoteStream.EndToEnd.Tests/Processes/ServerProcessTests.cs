using System.Net;
using System.Net.Sockets;
using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Processes;

/// <summary>What only a process has: signals, exit codes, ports, files.</summary>
public sealed class ServerProcessTests
{
    // gRPC's number for UNAVAILABLE: a provider comes back.
    private const string Unavailable = "14";

    private const int StreamCount = 10;
    private const int FeedCount = 20;

    [Fact]
    public async Task SIGTERM_drains_the_streams_and_tells_the_feed()
    {
        await using var server = await ServerProcess.StartAsync(("Streaming:DrainPeriod", "00:00:12"));
        using var feed = await RawFeed.OpenAsync(server.GrpcAddress, FirstMessage());
        using var http = new HttpClient { BaseAddress = server.HttpAddress };
        var opening = Enumerable.Range(0, StreamCount).Select(_ => StreamTail.OpenAsync(server.HttpAddress, "symbols=DRAIN"));
        var streams = await Task.WhenAll(opening);
        try
        {
            await Eventually.True(() => streams.All(stream => stream.Has("ready")));
            Assert.Equal(HttpStatusCode.OK, await ReadyAsync(http));

            var exit = server.TerminateAsync();

            // While the streams are drained: afterwards nobody answers any more.
            await Eventually.True(async () => await ReadyAsync(http) == HttpStatusCode.ServiceUnavailable);
            Assert.All(await Task.WhenAll(streams.Select(stream => stream.Ended)), Assert.True);
            Assert.All(streams, stream =>
            {
                var goodbye = Assert.Single(stream.Named("goodbye"));
                Assert.Equal("shutdown", goodbye.GetProperty("reason").GetString());
                Assert.True(goodbye.GetProperty("reconnect").GetBoolean());
                Assert.True(goodbye.GetProperty("retryMs").GetInt32() > 0);
                Assert.Equal("goodbye", stream.Events.Last().EventType);
            });
            var (status, message) = await feed.WaitForStatusAsync();
            Assert.True(status == Unavailable, $"{status}: {message}");
            Assert.Equal(0, await exit);
            Assert.Empty(server.Errors);
        }
        finally
        {
            await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Feeds_whose_connections_are_cut_are_no_failure_of_the_server()
    {
        await using var server = await ServerProcess.StartAsync(("Streaming:DrainPeriod", "00:00:00"));
        for (var i = 0; i < FeedCount; i++)
        {
            using var feed = await RawFeed.OpenAsync(server.GrpcAddress, FirstMessage());
            feed.Cut();
        }

        using var http = new HttpClient { BaseAddress = server.HttpAddress };
        await Eventually.True(async () => (await http.GetStringAsync("/metrics")).Contains("quotestream_feed_up{line=\"\",provider=\"wire\"} 0"));

        Assert.Equal(0, await server.TerminateAsync());
        Assert.DoesNotContain(server.Output, IsFailure);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_killed_server_starts_again_on_its_ports_and_data()
    {
        using var data = new TemporaryFolder();
        (string, string)[] same =
        [
            ("Data:Directory", data.Path),
            ("Kestrel:Endpoints:Http:Url", LastingPort.TakeUrl()),
            ("Kestrel:Endpoints:Grpc:Url", LastingPort.TakeUrl()),
        ];
        await using var killed = await ServerProcess.StartAsync(same);
        await PublishAsync(killed.GrpcAddress);
        await using var stream = await StreamTail.OpenAsync(killed.HttpAddress, "symbols=DRAIN");
        await Eventually.True(() => stream.Quotes.ContainsKey("DRAIN"));
        var files = FilesOf(data);

        await killed.KillAsync();

        Assert.False(await stream.Ended);
        await using var again = await ServerProcess.StartAsync(same);
        Assert.Subset(FilesOf(data), files);
        using var http = new HttpClient { BaseAddress = again.HttpAddress };
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(http));
        await PublishAsync(again.GrpcAddress);
        Assert.Contains("\"DRAIN\"", await http.GetStringAsync("/v1/quotes?symbols=DRAIN"));
    }

    [Fact]
    public async Task A_grpc_port_in_use_is_one_line_and_exit_code_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await using var server = ServerProcess.Run(
            $"--Kestrel:Endpoints:Grpc:Url=http://{other.LocalEndpoint}", "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0");

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains($"http://{other.LocalEndpoint}", Assert.Single(server.Errors));
    }

    [Theory]
    [InlineData("Streaming:DefaultMaxRate", "0", "between")]
    [InlineData("Streaming:DefaultMaxRate", "200", "HighestMaxRate")]
    [InlineData("Streaming:DrainPeriod", "soon", "soon")]
    [InlineData("Streaming:AlignWindows", "sometimes", "sometimes")]
    [InlineData("Streaming:Compression", "br", "br")]
    [InlineData("Ingest:LineWait", "00:01:00", "between")]
    [InlineData("Demo:Feed", "nasdaq", "nasdaq")]
    [InlineData("Demo:Feed", "7", "Feed")]
    [InlineData("Demo:Url", "https://localhost", "wss://")]
    [InlineData("Demo:Products", "BTC-USD,btc", "BTC-USD,ETH-USD")]
    public async Task A_setting_out_of_its_range_is_one_line_with_its_key_and_why(string key, string value, string why)
    {
        await using var server = ServerProcess.Run($"--{key}={value}");

        Assert.Equal(1, await server.WaitForExitAsync());
        var line = Assert.Single(server.Errors);
        Assert.Contains(key, line);
        Assert.Contains(why, line);
    }

    private static PublishRequest FirstMessage() => new()
    {
        Start = new SessionStart { Provider = "wire", SessionId = "1", Venue = "XNAS", PriceExponent = -2 },
    };

    private static async Task PublishAsync(Uri server)
    {
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server, Provider = "process", Venue = "XNAS", PriceExponent = -2,
        });
        var batch = new TickBatch();
        batch.AddQuote("DRAIN"u8, Nanos.Now, 100, 1, 101, 1);
        await publisher.PublishAsync(batch);
        Assert.Equal(1, (await publisher.CompleteAsync()).Applied);
    }

    private static bool IsFailure(string line) =>
        line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal);

    private static HashSet<string> FilesOf(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)];

    private static async Task<HttpStatusCode> ReadyAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/healthz/ready");
        return answer.StatusCode;
    }
}
