using QuoteStream.Client.Feeds;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>Programs that know nothing of this project read a stream.</summary>
public sealed class PlainClientTests
{
    private const string PythonClient = """
        import json, sys, urllib.request
        event = None
        with urllib.request.urlopen(sys.argv[1], timeout=180) as stream:
            assert stream.headers["Content-Type"] == "text/event-stream", stream.headers
            for line in stream:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "event":
                    event = value
                elif name == "data":
                    data = json.loads(value)
                    if event in ("quote", "trade"):
                        print(event, data["symbol"], data.get("price", data.get("bid")), flush=True)
        """;

    [FactNeeds("python3")]
    public Task Python_reads_quotes_and_trades() => AssertReadsAsync(
        uri => ChildProcess.Start("python3", "-c", PythonClient, uri.ToString()),
        "quote BRK.A 612345.5",
        "trade BRK.A 612346.25");

    [FactNeeds("curl")]
    public Task Curl_reads_quotes_and_trades() => AssertReadsAsync(
        uri => ChildProcess.Start("curl", "--silent", "--no-buffer", uri.ToString()),
        "event: hello",
        "event: ready",
        "data: {\"symbol\":\"BRK.A\",\"bid\":612345.5,",
        "data: {\"symbol\":\"BRK.A\",\"price\":612346.25,");

    private static async Task AssertReadsAsync(Func<Uri, ChildProcess> start, params string[] lines)
    {
        await using var server = await RunningServer.StartAsync();
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "plain", Venue = "XNYS", PriceExponent = -2,
        });
        var quote = new TickBatch();
        quote.AddQuote("BRK.A"u8, Nanos.Now, 61234550, 1, 61234700, 2);
        await publisher.PublishAsync(quote);
        await using var client = start(new Uri(server.HttpAddress, "/v1/stream?symbols=BRK.A&trades=*"));
        await Eventually.True(() => client.HasExited || HasPrinted(client, lines[0]));

        var trade = new TickBatch();
        trade.AddTrade("BRK.A"u8, Nanos.Now, 61234625, 3, "1"u8, default);
        await publisher.PublishAsync(trade);

        await Eventually.True(() => client.HasExited || lines.All(line => HasPrinted(client, line)));
        Assert.False(client.HasExited, string.Join('\n', client.Errors));
    }

    private static bool HasPrinted(ChildProcess client, string start) =>
        client.Output.Any(line => line.StartsWith(start, StringComparison.Ordinal));
}
