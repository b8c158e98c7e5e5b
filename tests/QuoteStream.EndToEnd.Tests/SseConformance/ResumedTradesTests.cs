using System.Text;
using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>A client that is cut while it is still being told what it missed, and comes back with the last id that it has.</summary>
public sealed class ResumedTradesTests
{
    private const int Trades = 20;

    // Longer than the time for which a cursor has everything told again, shorter than trades are held.
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task An_id_covers_no_trade_that_has_not_been_written_before_it()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:01"));
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "resumed", Venue = "XNAS", PriceExponent = -2,
        });
        await PublishTradeAsync(publisher, 1);
        var first = await ReadAsync(server, "", "ready");
        for (var i = 2; i <= Trades; i++)
        {
            await PublishTradeAsync(publisher, i);
        }

        var since = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => TimeProvider.System.GetElapsedTime(since) > Away);

        // The connection is cut behind the first write that has an id.
        var second = await ReadAsync(server, first[^1].LastEventId, "ready");
        var written = second.TakeWhile(e => e.LastEventId == first[^1].LastEventId).ToArray();
        var cut = second[Math.Min(written.Length, second.Count - 1)];
        var third = await ReadAsync(server, cut.LastEventId, "heartbeat");

        var state = KeptState.Of([.. first, .. written, cut, .. third]);
        var expected = KeptState.Of(Enumerable.Range(2, Trades - 1).Select(i => new ParsedEvent("trade", $$"""{"symbol":"T","seq":{{i}}}""", "")));
        Faults.AssertNone(state.LostOf(expected, "T"));
    }

    [Fact]
    public async Task A_gap_and_the_trades_after_it_are_all_that_came_while_a_client_was_away()
    {
        const int Before = 30, ManyTrades = 10_000, BatchTrades = 500;
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.2"));
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "resumed", Venue = "XNAS", PriceExponent = -2,
        });
        for (var i = 1; i <= Before; i++)
        {
            await PublishTradeAsync(publisher, i);
        }

        var first = await ReadAsync(server, "", "heartbeat");
        for (var sent = 0; sent < ManyTrades; sent += BatchTrades)
        {
            var batch = new TickBatch();
            for (var i = 0; i < BatchTrades; i++)
            {
                batch.AddTrade("T"u8, Nanos.Now, 100_00, 1, Encoding.ASCII.GetBytes($"{Before + sent + i}"), "@"u8);
            }

            await publisher.PublishAsync(batch);
        }

        await Eventually.True(() => publisher.Totals.Applied == Before + ManyTrades);

        var second = await ReadAsync(server, first[^1].LastEventId, e => e.Name == "trade" && SeqOf(e) == Before + ManyTrades);

        var gap = JsonElement.Parse(second.Single(e => e.Name == "gap").Data);
        var trades = second.Where(e => e.Name == "trade").Select(SeqOf).ToArray();
        Assert.Equal(Before + 1, gap.GetProperty("firstMissed").GetInt64());
        Assert.Equal(trades[0] - 1, gap.GetProperty("lastMissed").GetInt64());
        Assert.Equal(trades[0] - 1 - Before, gap.GetProperty("missed").GetInt64());
        Assert.Equal(Enumerable.Range(0, trades.Length).Select(i => trades[0] + i), trades);
        Assert.Equal(Before + ManyTrades, trades[^1]);
        Faults.AssertNone(KeptState.Of([.. first, .. second]).Faults);
    }

    private static async Task PublishTradeAsync(FeedPublisher publisher, int number)
    {
        var batch = new TickBatch();
        batch.AddTrade("T"u8, Nanos.Now, 100_00 + number, 1, Encoding.ASCII.GetBytes($"{number}"), "@"u8);
        await publisher.PublishAsync(batch);
        await Eventually.True(() => publisher.Totals.Applied == number);
    }

    private static long SeqOf(ParsedEvent trade) => JsonElement.Parse(trade.Data).GetProperty("seq").GetInt64();

    private static Task<IReadOnlyList<ParsedEvent>> ReadAsync(RunningServer server, string lastEventId, string until) =>
        ReadAsync(server, lastEventId, e => e.Name == until);

    private static async Task<IReadOnlyList<ParsedEvent>> ReadAsync(RunningServer server, string lastEventId, Func<ParsedEvent, bool> until)
    {
        var headers = lastEventId.Length > 0 ? $"Last-Event-ID: {lastEventId}\r\n" : "";
        var raw = await Recording.ReadAsync(server.HttpAddress, "symbols=T&trades=*", headers, until);
        return StrictStream.Parse(ChunkedResponse.Parse(raw), lastEventId).Events;
    }
}
