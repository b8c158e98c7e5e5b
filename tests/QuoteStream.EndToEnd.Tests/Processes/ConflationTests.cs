using System.Text;
using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Processes;

public sealed class ConflationTests
{
    private const int Rate = 2;
    private const int QuotesPerSymbol = 6;
    private const long IntervalMicros = 1_000_000 / Rate;

    // The first quote of a symbol counts from no earlier one, and may have been held up between its turn and its being encoded.
    private const int Allowance = 2;

    private static readonly string[] Symbols = ["FAST", "FASTER", "FASTEST"];
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task A_stream_of_two_a_second_gets_the_newest_state_twice_a_second_at_most()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "fast", Venue = "XNAS", PriceExponent = -2,
        });
        await using var stream = await StreamTail.OpenAsync(server.HttpAddress, $"symbols={string.Join(',', Symbols)}&maxRate={Rate}");
        await Eventually.True(() => stream.Has("ready"));

        var last = 0;
        using var ticking = new PeriodicTimer(TickInterval);
        while (QuotesOf(stream).Count() < Symbols.Length * QuotesPerSymbol && await ticking.WaitForNextTickAsync())
        {
            await PublishAsync(publisher, ++last);
        }

        await Eventually.True(() => Symbols.All(symbol => stream.Quotes[symbol].GetProperty("bidSize").GetInt32() == last));
        Faults.AssertNone(stream.Faults);
        foreach (var symbol in Symbols)
        {
            JsonElement[] quotes = [.. QuotesOf(stream).Where(quote => quote.GetProperty("symbol").GetString() == symbol)];
            var spanMicros = Long(quotes[^1], "sent") - Long(quotes[0], "sent");
            Assert.InRange(quotes.Length, QuotesPerSymbol / 2, (spanMicros / IntervalMicros) + Allowance);
            Assert.Contains(quotes.Zip(quotes.Skip(1)), pair => Long(pair.Second, "seq") - Long(pair.First, "seq") > 1);
            Assert.Equal(last, Long(quotes[^1], "seq"));
        }
    }

    private static async Task PublishAsync(FeedPublisher publisher, int number)
    {
        var batch = new TickBatch(1024);
        foreach (var symbol in Symbols)
        {
            batch.AddQuote(Encoding.ASCII.GetBytes(symbol), Nanos.Now, 100, (ulong)number, 101, 1);
        }

        await publisher.PublishAsync(batch);
    }

    private static IEnumerable<JsonElement> QuotesOf(StreamTail stream) => stream.Named("quote");

    private static long Long(JsonElement data, string name) => data.GetProperty(name).GetInt64();
}
