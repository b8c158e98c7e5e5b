using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>A client that comes back after more trades than are held is told exactly which it lacks.</summary>
public sealed class MissedTradesTests(ITestOutputHelper output)
{
    private const int ManyTrades = 10_000;

    // More than the tides that are held of one symbol.
    private const int TooManyTrades = 80_000;
    private const int PauseAfter = 300;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Gap_begins_behind_the_last_trade_that_came_and_ends_before_the_first_that_is_held()
    {
        const int Before = 100;
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.1"));
        var client = await OpenAsync(server, "T,U");
        Publish(server, "a", "T", Before, perBatch: 7);
        Publish(server, "a", "U", Before, perBatch: 7);
        await ReadToTheEndAsync(client, server, "T", "U");
        await SettleAsync(client);

        Publish(server, "a", "T", ManyTrades, perBatch: 90);
        Publish(server, "a", "U", 10, perBatch: 1);
        await ReadToTheEndAsync(client, server, "T", "U");

        var oldest = new StreamInside(server).Channel("T").Trades.OldestHeld;
        Assert.True(oldest > Before + 1, "All trades were still held.");
        Assert.Equal("delta", client.Resume);
        Assert.Equal(Range(Before + 1, oldest - 1), client.Missed["T"]);
        Assert.Equal(Range(oldest, Before + ManyTrades), client.Received["T"]);
        Assert.Equal(Range(Before + 1, Before + 10), client.Received["U"]);
        Assert.DoesNotContain("U", client.Missed.Keys);
    }

    /// <summary>Lines publish side by side, so that a trade of a later batch may stand before one of an earlier.</summary>
    [Fact]
    public async Task Cut_at_any_byte_while_lines_publish_side_by_side_what_came_and_what_was_missed_are_all_there_were()
    {
        const int Rounds = 6;
        const int Lines = 3;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.1"));
        var client = await OpenAsync(server, "T");
        for (var round = 1; round <= Rounds; round++)
        {
            var publishing = Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => Publish(server, $"{line}", "T", ManyTrades, perBatch: 3))));

            // Some of it, then a cut; the rest passes while the client is away.
            await client.ReadAsync(random.Next(2_000, 200_000), _ => publishing.IsCompleted);
            await publishing;
            await ReadToTheEndAsync(client, server, "T");

            var missed = client.Missed.GetValueOrDefault("T") ?? [];
            output.WriteLine($"round {round}: missed {missed.Min} to {missed.Max}, came {client.Received["T"].Min} to {client.Received["T"].Max}");
            Assert.Equal("delta", client.Resume);
            Assert.Empty(client.OpenGaps);
            Assert.Equal(Range(1, round * Lines * ManyTrades), client.Trades["T"]);
        }
    }

    [Fact]
    public async Task Who_was_away_for_longer_than_tides_are_kept_is_told_the_last_trade_that_is_gone()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.1"));
        var client = await OpenAsync(server, "T,NEW");
        Publish(server, "a", "T", 5, perBatch: 1);
        await ReadToTheEndAsync(client, server, "T");
        await SettleAsync(client);

        Publish(server, "a", "T", TooManyTrades, perBatch: 500);
        Publish(server, "a", "NEW", TooManyTrades, perBatch: 500);
        await ReadToTheEndAsync(client, server, "T", "NEW");

        var inside = new StreamInside(server);
        var oldest = inside.Channel("T").Trades.OldestHeld;
        Assert.Equal([oldest - 1], client.OpenGaps);
        Assert.Equal(Range(oldest, 5 + TooManyTrades), client.Received["T"]);
        Assert.DoesNotContain("T", client.Missed.Keys);

        // It was there before the symbol's first trade: whatever it is not sent, it lacks.
        oldest = inside.Channel("NEW").Trades.OldestHeld;
        Assert.Equal(Range(1, oldest - 1), client.Missed["NEW"]);
        Assert.Equal(Range(oldest, TooManyTrades), client.Received["NEW"]);
    }

    // Before the first trade: from here on each has to come.
    private static async Task<CutClient> OpenAsync(RunningServer server, string symbols)
    {
        var client = new CutClient(server.HttpAddress, $"symbols={symbols}&trades=*");
        await client.ReadAsync(int.MaxValue, name => name == "ready");
        return client;
    }

    // Until its id says that it has everything: the wake-ups of what it was sent last may still be on their way.
    private static async Task SettleAsync(CutClient client)
    {
        var heartbeats = 0;
        await client.ReadAsync(int.MaxValue, name => name == "heartbeat" && ++heartbeats == 3);
    }

    private static async Task ReadToTheEndAsync(CutClient client, RunningServer server, params string[] symbols)
    {
        var inside = new StreamInside(server);
        var since = TimeProvider.System.GetTimestamp();
        await client.ReadAsync(int.MaxValue, _ => Array.TrueForAll(symbols, IsCurrent) || TimeProvider.System.GetElapsedTime(since) > Limit);
        Assert.All(symbols, symbol => Assert.True(IsCurrent(symbol), $"{symbol}: {client.Trades.GetValueOrDefault(symbol)?.Max}"));

        bool IsCurrent(string symbol) => client.Trades.GetValueOrDefault(symbol)?.Max == inside.Channel(symbol).Trades.Newest;
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var number = first; number <= last; number++)
        {
            yield return number;
        }
    }

    private static void Publish(RunningServer server, string provider, string symbol, int trades, int perBatch)
    {
        Assert.True(Mic.TryParse("XNAS", out var venue));
        var terms = new FeedTerms(provider, string.Empty, "1", venue, -2, 0, ProviderSymbology.Canonical, SaleConditionScheme.Utp);
        using var line = server.Services.GetRequiredService<FeedHandler>().OpenLine(terms, out _)!;
        var name = Encoding.ASCII.GetBytes(symbol);
        for (var done = 0; done < trades;)
        {
            using (var batch = line.BeginBatch(0))
            {
                for (var i = 0; i < perBatch && done < trades; i++, done++)
                {
                    var tick = new ProviderTick { Kind = TickKind.Trade, Symbol = name, VenueTimeNanos = TickSource.NowNanos, TradePrice = 100, TradeSize = 1 };
                    Assert.Equal(TickOutcome.Applied, batch.Apply(tick));
                }
            }

            if (done % PauseAfter < perBatch)
            {
                // So that streams are written to meanwhile, and their ids move on.
                Thread.Sleep(1);
            }
        }
    }
}
