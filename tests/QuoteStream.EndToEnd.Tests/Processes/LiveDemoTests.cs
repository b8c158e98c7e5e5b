using QuoteStream.Testing;
using QuoteStream.Testing.Venues;

namespace QuoteStream.EndToEnd.Tests.Processes;

/// <summary>The demo with a live venue's prices.</summary>
public sealed class LiveDemoTests
{
    private const string Instead = "The demo shows a simulated market instead";

    [Fact]
    public async Task Where_the_venue_answers_its_prices_are_shown_and_nothing_says_that_they_are_made_up()
    {
        await using var venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            await connection.SendAsync(CoinbaseMessages.Quote(0, "BTC-USD", "101", "102"));
            for (var sequence = 1ul; !connection.Gone.IsCancellationRequested; sequence++)
            {
                await connection.SendAsync(CoinbaseMessages.Heartbeat(sequence));
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        });
        await using var server = await ServerProcess.StartAsync(
            ("Demo:Enabled", "true"), ("Demo:Feed", "coinbase"), ("Demo:Url", venue.Url.ToString()), ("Demo:Products", "BTC-USD,ETH-USD"));
        using var http = new HttpClient { BaseAddress = server.HttpAddress };
        await Eventually.True(async () => (await http.GetStringAsync("/v1/quotes?symbols=BTC-USD")).Contains("\"bid\":101"));

        await using var stream = await StreamTail.OpenAsync(server.HttpAddress, "symbols=BTC-USD,AAPL");

        await Eventually.True(() => stream.Quotes.ContainsKey("BTC-USD"));
        Assert.False(stream.Named("hello").Single().GetProperty("simulated").GetBoolean());
        Assert.Contains("ticker BTC-USD,ETH-USD", venue.Connections.First().Subscriptions);
        Assert.Equal(0, await server.TerminateAsync());
        Assert.DoesNotContain(server.Output, line => line.Contains(Instead));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Where_it_does_not_a_simulated_market_takes_its_place_and_says_so_once()
    {
        var nobody = LastingPort.TakeUrl().Replace("http://", "ws://", StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(("Demo:Enabled", "true"), ("Demo:Feed", "coinbase"), ("Demo:Url", nobody));
        await using var stream = await StreamTail.OpenAsync(server.HttpAddress, "symbols=AAPL");

        await Eventually.True(() => stream.Quotes.ContainsKey("AAPL"));

        Assert.True(stream.Named("hello").Single().GetProperty("simulated").GetBoolean());
        Assert.Single(server.Output, line => line.Contains(Instead) && line.Contains("Connection refused"));
        Assert.Equal(0, await server.TerminateAsync());
        Assert.Empty(server.Errors);
    }
}
