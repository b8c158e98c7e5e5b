using QuoteStream.Feeds.Commands;
using QuoteStream.Testing;
using QuoteStream.Testing.Venues;

namespace QuoteStream.Feeds.Tests.Commands;

/// <summary>live coinbase, as its user sees it.</summary>
public sealed class LiveCommandTests
{
    [Fact]
    public async Task Ctrl_C_ends_it_with_a_summary()
    {
        await using RunningServer server = await RunningServer.StartAsync(("Logging:LogLevel:Default", "Error"));
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            await connection.SendAsync(CoinbaseMessages.Subscriptions(0));
            await connection.SendAsync(CoinbaseMessages.Quote(1, "BTC-USD", "1", "2"));
            await connection.SendAsync(CoinbaseMessages.Snapshot(2, "BTC-USD", 8, 7));
            await connection.SendAsync(CoinbaseMessages.Trades(3, "BTC-USD", 9));
            for (ulong sequence = 4; !connection.Gone.IsCancellationRequested; sequence++)
            {
                await connection.SendAsync(CoinbaseMessages.Heartbeat(sequence));
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        });
        using var interruption = new Interruption();

        Task<(int Code, string Output, string Error)> live = RunAsync(
            interruption, "live", "coinbase", "BTC-USD", "--url", venue.Url.ToString(), "--server", server.GrpcAddress.ToString());
        await Eventually.True(async () => (await server.Http.GetStringAsync("/v1/quotes?symbols=BTC-USD")).Contains("\"last\":9.25"));
        interruption.Request();

        (int code, string output, string error) = await live;
        string[] lines = [.. output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("quotes 1", lines);
        Assert.Contains("trades 1", lines);
        Assert.Contains("trades before start 2", lines);
        Assert.Contains("connections 1", lines);
        Assert.Contains("applied 2", lines);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("live coinbase")]
    [InlineData("live coinbase btc-usd")]
    [InlineData("live coinbase BTC-USD,BTC-USD")]
    [InlineData("live coinbase ,")]
    [InlineData("live coinbase BTC-USD --url https://localhost")]
    [InlineData("live coinbase BTC-USD --line A")]
    [InlineData("live nyse AAPL")]
    public async Task A_command_line_that_makes_no_sense_is_told(string line)
    {
        using var interruption = new Interruption();

        (int code, string output, string error) = await RunAsync(interruption, line.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (code, output.Contains("messages") ? output : ""));
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Without_a_server_nobody_asks_the_venue()
    {
        await using CoinbaseVenue venue = await CoinbaseVenue.StartAsync(c => c.StallAsync());
        using var interruption = new Interruption();

        (int code, string output, string error) = await RunAsync(
            interruption, "live", "coinbase", "BTC-USD", "--url", venue.Url.ToString(), "--server", LastingPort.TakeUrl());

        Assert.Equal((ExitCode.Failure, ""), (code, output));
        Assert.Contains("No server could be reached", error);
        Assert.Empty(venue.Connections);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(Interruption interruption, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await FeedsCommandLine.RunAsync(args, output, error, interruption);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString());
    }
}
