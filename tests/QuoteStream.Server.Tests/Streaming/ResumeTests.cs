using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class ResumeTests(ITestOutputHelper output)
{
    private const int Symbols = 60;
    private const int Lines = 3;

    /// <summary>
    /// Bursts with silence after them: a symbol's last change of a burst comes only once, so whoever loses it between two connections never gets it.
    /// </summary>
    [Fact]
    public async Task Streams_cut_at_random_bytes_end_with_the_state_of_one_that_never_dropped()
    {
        const int Rounds = 6;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.1"));
        var all = string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"S{i}"));
        string[] rates = ["max", "20", "3", "max&maxRates=S1:2,S2:5"];
        var clients = rates.Select(rate => new CutClient(server.HttpAddress, $"symbols={all}&trades=*&maxRate={rate}")).ToArray();
        var random = new Random(seed);

        // Before the first trade: from here on each has to come.
        await Task.WhenAll(clients.Select(client => client.ReadAsync(int.MaxValue, name => name == "ready")));
        for (var round = 0; round < Rounds; round++)
        {
            var publishing = Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => Publish(server, line, random.Next()))));
            await Task.WhenAll(clients.Select(client => Task.Run(() => CutUntilAsync(client, publishing, new Random(random.Next())))));
            await publishing;

            // The last connection of the round lasts until everything is there; a lost change never would be.
            var truth = await server.Http.GetStringAsync($"/v1/quotes?symbols={all}");
            var quotes = JsonDocument.Parse(truth).RootElement.GetProperty("quotes").EnumerateArray().ToArray();
            foreach (var client in clients)
            {
                var since = TimeProvider.System.GetTimestamp();
                await client.ReadAsync(int.MaxValue, _ => Lacks(server, client, quotes) is null || IsLate(since));
                Assert.Null(Lacks(server, client, quotes));
                Assert.Equal("delta", client.Resume);
            }
        }
    }

    [Fact]
    public async Task Id_of_a_quiet_stream_brings_back_nothing_however_old()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:HeartbeatInterval", "00:00:00.1"));
        using var ticks = new TickSource(server);
        var client = new CutClient(server.HttpAddress, "symbols=A,B&maxRate=max&trades=*");
        ticks.Quote("A", 100, 101);
        ticks.Trade("B", 100, 1, "1", "@");
        await client.ReadAsync(int.MaxValue, name => name == "ready");
        ticks.Quote("A", 200, 201);
        await client.ReadAsync(int.MaxValue, name => name == "quote");

        // A batch that is open while a change of it is sent may be sent again once, until a heartbeat has brought the id up to date.
        var heartbeats = 0;
        await client.ReadAsync(int.MaxValue, name => name == "heartbeat" && ++heartbeats == 2);
        for (var i = 0; i < 3; i++)
        {
            await client.ReadAsync(int.MaxValue, name => name == "ready");
            Assert.Equal(("delta", 0), (client.Resume, client.QuotesReceived));
        }

        ticks.Quote("B", 300, 301);
        await client.ReadAsync(int.MaxValue, name => name == "ready");
        Assert.Equal(("delta", 1), (client.Resume, client.QuotesReceived));
    }

    [Fact]
    public async Task Id_with_a_tide_that_is_still_to_come_is_not_ours()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        var epoch = server.Services.GetRequiredService<ServerIdentity>().Epoch;
        foreach (var (tide, resume) in new[] { (1L, "delta"), (2L, "snapshot"), (long.MaxValue, "snapshot") })
        {
            await using var stream = await EventReader.OpenAsync(server.Http, "symbols=A", new StreamCursor(epoch, tide).ToString());
            Assert.Equal(resume, (await stream.NextAsync("hello")).GetProperty("resume").GetString());
        }
    }

    private static bool IsLate(long since) => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(30);

    // Cut somewhere in the head, the snapshots or the live events, again and again.
    private static async Task CutUntilAsync(CutClient client, Task publishing, Random random)
    {
        while (!publishing.IsCompleted)
        {
            await client.ReadAsync(random.Next(1, random.Next(2) == 0 ? 2_000 : 60_000), _ => publishing.IsCompleted);
        }
    }

    private static string? Lacks(RunningServer server, CutClient client, JsonElement[] quotes)
    {
        foreach (var quote in quotes)
        {
            var symbol = quote.GetProperty("symbol").GetString()!;
            if (!client.Quotes.TryGetValue(symbol, out var has) || has != (quote.GetProperty("seq").GetInt64(), CutClient.Plain(quote)))
            {
                return $"{symbol}: {has} instead of {quote}";
            }

            Assert.True(server.Services.GetRequiredService<SymbolTable>().TryGet(symbol, out var channel));
            var newest = channel!.Trades.Newest;
            var trades = client.Trades.GetValueOrDefault(symbol) ?? [];
            if (trades.Count != newest || (newest > 0 && trades.Max != newest))
            {
                return $"{symbol}: {trades.Count} trades from {trades.Min} to {trades.Max} of {newest}";
            }
        }

        return null;
    }

    private static void Publish(RunningServer server, int number, int seed)
    {
        const int Batches = 400;
        var random = new Random(seed);
        Assert.True(Mic.TryParse("XNAS", out var venue));
        var feeds = server.Services.GetRequiredService<FeedHandler>();
        var terms = new FeedTerms($"cut-{number}", string.Empty, "1", venue, -2, 0, ProviderSymbology.Canonical, SaleConditionScheme.Utp);

        // Each round's lines close at its end: their symbols go stale, which is one more change that must not be lost.
        using var line = feeds.OpenLine(terms, out _)!;
        for (var i = 0; i < Batches; i++)
        {
            ApplyBatch(line, random);
            if (i % 10 == 0)
            {
                Thread.Sleep(random.Next(5));
            }
        }
    }

    private static void ApplyBatch(FeedLine line, Random random)
    {
        using var batch = line.BeginBatch(0);
        for (var ticks = random.Next(1, 8); ticks > 0; ticks--)
        {
            var isTrade = random.Next(4) == 0;
            var tick = new ProviderTick
            {
                Kind = isTrade ? TickKind.Trade : TickKind.Quote,
                Symbol = Encoding.ASCII.GetBytes($"S{random.Next(Symbols)}"),
                VenueTimeNanos = TickSource.NowNanos,
                BidPrice = random.Next(1, 100),
                BidSize = 1,
                AskPrice = random.Next(100, 200),
                AskSize = 1,
                TradePrice = isTrade ? random.Next(1, 100) : 0,
                TradeSize = isTrade ? 1UL : 0,
            };
            Assert.Equal(TickOutcome.Applied, batch.Apply(tick));
            Thread.SpinWait(random.Next(2_000));
        }
    }
}
