using QuoteStream.Client.Feeds;
using QuoteStream.Client.Streams;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>The README's C# samples line by line, so that they are compiled. <see cref="RepositoryReadmeTests"/> compares.</summary>
internal static class ReadmeSamples
{
    public static async Task ReadQuotesAsync()
    {
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = new Uri("http://localhost:8080") });
        await foreach (StreamEvent e in client.SubscribeAsync(new QuoteSubscription { Symbols = ["AAPL", "MSFT"], MaxRate = 4 }))
        {
            if (e is QuoteEvent quote)
            {
                Console.WriteLine($"{quote.Symbol} {quote.Bid} x {quote.Ask}");
            }
        }
    }

    public static async Task<FeedTotals> PublishAsync()
    {
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = new Uri("http://localhost:8081"), Provider = "my-feed", Venue = "XNAS", PriceExponent = -4,
        });
        var venueTimeNanos = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        var batch = new TickBatch();
        batch.AddQuote("AAPL"u8, venueTimeNanos, bidPrice: 1891200, bidSize: 300, askPrice: 1891400, askSize: 200);
        await publisher.PublishAsync(batch);
        FeedTotals totals = await publisher.CompleteAsync();
        return totals;
    }
}
