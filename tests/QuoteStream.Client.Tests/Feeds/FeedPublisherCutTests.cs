using QuoteStream.Client.Feeds;
using QuoteStream.Client.Tests.Servers;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.Client.Tests.Feeds;

public class FeedPublisherCutTests(ITestOutputHelper output)
{
    [FactNeeds(Need.PythonGrpc)]
    public async Task A_numbered_feed_loses_nothing_wherever_its_connections_break()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using PythonIngest server = await PythonIngest.StartAsync();
        // Some break while they are set up, most after a few messages; the last one holds.
        int connections = 0;
        await using var proxy = new CuttingProxy(
            server.Address.Port, () => ++connections > 25 ? long.MaxValue : random.Next(4) == 0 ? random.Next(400) : random.Next(20_000));
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = proxy.Address,
            Provider = "test-feed",
            BackoffInitial = TimeSpan.FromMilliseconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(5),
        });
        var batch = new TickBatch();
        ulong next = 1;
        while (next <= 20_000 || connections <= 25)
        {
            batch.Clear();
            batch.FirstSequence = next;
            for (int count = random.Next(1, 100); count > 0; count--)
            {
                batch.AddTrade("AAPL"u8, next, (long)next, 100, "1"u8, "@"u8);
                next++;
            }

            await publisher.PublishAsync(batch);
        }

        FeedTotals totals = await publisher.CompleteAsync();

        output.WriteLine($"{totals}, {proxy.Cuts} cuts");
        await server.SettleAsync();
        var seen = new HashSet<ulong>();
        ulong highest = 0;
        foreach (Tick tick in server.Messages.SelectMany(message => message.Ticks))
        {
            // What comes for the first time comes in order.
            if (seen.Add(tick.Time))
            {
                Assert.Equal(++highest, tick.Time);
                Assert.Equal((long)tick.Time, tick.Trade.Price);
            }
        }

        Assert.Equal(next - 1, highest);
        Assert.Equal((next - 1, (long)next - 1, 0L), (totals.AcceptedThrough, totals.Sent, totals.InDoubt));
        Assert.True(proxy.Cuts >= 20);
    }
}
