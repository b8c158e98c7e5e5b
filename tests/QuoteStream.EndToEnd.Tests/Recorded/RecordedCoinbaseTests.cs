using System.Text.Json;
using QuoteStream.Testing;
using QuoteStream.Testing.Venues;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>A venue's recorded connection, played back over a socket, goes through both programs and comes out of a stream as a plain decoder reads it.</summary>
public sealed class RecordedCoinbaseTests
{
    private const string Products = "BTC-USD,ETH-USD";

    [FactNeeds(Need.MarketData)]
    public async Task A_live_feed_arrives_whole_on_a_stream()
    {
        var recording = CoinbaseRecording.Read();
        await using var server = await ServerProcess.StartAsync();
        await using var stream = await StreamTail.OpenAsync(server.HttpAddress, $"symbols={Products}&maxRate=max&trades=*");
        await Eventually.True(() => stream.Has("ready"));
        await using var venue = await CoinbaseVenue.StartAsync(async connection =>
        {
            await recording.PlayAsync(connection, speed: double.PositiveInfinity);
            for (var sequence = (ulong)recording.Messages.Count; !connection.Gone.IsCancellationRequested; sequence++)
            {
                await connection.SendAsync(CoinbaseMessages.Heartbeat(sequence));
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        });
        await using var feed = FeedsProgram.Start(
            "live", "coinbase", Products, "--url", venue.Url.ToString(), "--server", server.GrpcAddress.ToString());

        await Eventually.True(() => recording.Quotes.Keys.All(product => Agrees(stream, recording, product)));

        Assert.True(await feed.TerminateAsync() == 0, string.Join('\n', feed.Errors));
        var summary = feed.Output.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.Contains("quotes 160", summary);
        Assert.Contains("trades 79", summary);
        Assert.Contains("applied 239", summary);
        Assert.Single(venue.Connections);
        Faults.AssertNone(stream.Faults);
        foreach (var (product, trades) in recording.Trades)
        {
            Assert.Equal(
                trades,
                stream.Trades[product].Select(trade => (trade.GetProperty("id").GetString()!, Number(trade, "price"), Number(trade, "size"))));
        }
    }

    private static bool Agrees(StreamTail stream, CoinbaseRecording recording, string product) =>
        stream.Quotes.TryGetValue(product, out var quote) && quote.TryGetProperty("bid", out _) && quote.TryGetProperty("volume", out _)
        && recording.Quotes[product] == (Number(quote, "bid"), Number(quote, "bidSize"), Number(quote, "ask"), Number(quote, "askSize"))
        && recording.Trades[product].Sum(trade => trade.Size) == Number(quote, "volume")
        && recording.Trades[product].Count == stream.Trades.GetValueOrDefault(product)?.Count;

    private static decimal Number(JsonElement data, string name) => data.GetProperty(name).GetDecimal();
}
