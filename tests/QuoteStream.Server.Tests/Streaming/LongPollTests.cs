using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class LongPollTests
{
    [Fact]
    public async Task Answers_with_just_what_changed_as_soon_as_it_does()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        ticks.Quote("B", 100, 101);
        var (quotes, cursor) = await AskAsync(server, "symbols=A,B");
        Assert.Equal(["A", "B"], quotes);

        var waiting = AskAsync(server, $"symbols=A,B&wait=30&after={cursor}");
        await Eventually.True(() => Waiting(server) == 1);
        ticks.Quote("OTHER", 1, 2);
        ticks.Quote("B", 200, 201);

        (quotes, cursor) = await waiting;
        Assert.Equal(["B"], quotes);
        Assert.Equal(0, Waiting(server));
        ticks.Quote("A", 200, 201);
        (quotes, cursor) = await AskAsync(server, $"symbols=A,B&wait=30&after={cursor}");
        Assert.Equal(["A"], quotes);
        Assert.Empty((await AskAsync(server, $"symbols=A,B&wait=0&after={cursor}")).Quotes);
        Assert.Empty((await AskAsync(server, $"symbols=A,B&after={cursor}")).Quotes);
        await NothingLeftAsync(server, "A", "B");
    }

    [Fact]
    public async Task Wait_that_is_over_is_answered_with_nothing_and_the_next_goes_on_from_there()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        var (_, cursor) = await AskAsync(server, "symbols=A");
        ticks.Quote("OTHER", 100, 101);

        var (quotes, next) = await AskAsync(server, $"symbols=A,NEVER&wait=0.2&after={cursor}");

        Assert.Empty(quotes);
        Assert.NotEqual(cursor, next);
        ticks.Quote("A", 200, 201);
        Assert.Equal(["A"], (await AskAsync(server, $"symbols=A,NEVER&wait=30&after={next}")).Quotes);
        await NothingLeftAsync(server, "A");
    }

    [Fact]
    public async Task Symbol_that_appears_is_a_change()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        var (quotes, cursor) = await AskAsync(server, "symbols=NEW");
        Assert.Empty(quotes);
        var waiting = AskAsync(server, $"symbols=NEW&wait=30&after={cursor}");
        await Eventually.True(() => new StreamInside(server).WatchedUnknownSymbols == 1);

        ticks.Quote("NEW", 100, 101);

        Assert.Equal(["NEW"], (await waiting).Quotes);
        await NothingLeftAsync(server, "NEW");
    }

    [Fact]
    public async Task Cursor_of_a_stream_is_good_here_and_the_other_way_round()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        ticks.Quote("B", 100, 101);
        string id;
        await using (var stream = await EventReader.OpenAsync(server.Http, "symbols=A,B"))
        {
            await stream.NextAsync("ready");
            id = stream.Parser.LastEventId;
        }

        ticks.Quote("B", 200, 201);
        var (quotes, cursor) = await AskAsync(server, $"symbols=A,B&wait=30&after={id}");
        Assert.Equal(["B"], quotes);
        ticks.Quote("A", 200, 201);
        await using var resumed = await EventReader.OpenAsync(server.Http, $"symbols=A,B&cursor={cursor}");
        Assert.Equal("A", (await resumed.NextAsync("quote")).GetProperty("symbol").GetString());
        Assert.Equal(1, (await resumed.NextAsync("ready")).GetProperty("symbols").GetInt32());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("q1.00000000.1")]
    [InlineData("q1.EPOCH.9223372036854775807")]
    [InlineData("q1.EPOCH.99999999999999999999")]
    [InlineData("q1.EPOCH.-1")]
    [InlineData("%00")]
    [InlineData("")]
    public async Task Cursor_that_says_nothing_here_is_answered_with_everything_at_once(string after)
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        after = after.Replace("EPOCH", $"{server.Services.GetRequiredService<ServerIdentity>().Epoch:x8}", StringComparison.Ordinal);

        Assert.Equal(["A"], (await AskAsync(server, $"symbols=A&wait=30&after={after}")).Quotes);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e1")]
    [InlineData("30.001")]
    [InlineData("99999999999999999999999999999")]
    [InlineData("%20")]
    [InlineData("1,2")]
    [InlineData("1&wait=2")]
    [InlineData("x")]
    public async Task Wait_that_makes_no_sense_is_a_bad_request(string wait)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.Http.GetAsync($"/v1/quotes?symbols=A&wait={wait}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Two_thousand_wait_for_nothing_in_the_meantime_and_are_all_answered()
    {
        const int Polls = 2_000;
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        ticks.Quote("B", 100, 101);
        var (_, cursor) = await AskAsync(server, "symbols=A");
        using var http = NewClient(server);
        var waiting = Enumerable.Range(0, Polls).Select(i => AskAsync(http, $"symbols={(i % 2 == 0 ? "A" : "A,B,NEVER")}&wait=30&after={cursor}")).ToArray();
        await Eventually.True(() => Waiting(server) == Polls);
        Assert.DoesNotContain(waiting, poll => poll.IsCompleted);

        ticks.Quote("A", 200, 201);

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(["A"], answer.Quotes));
        Assert.Equal(0, Waiting(server));
        await NothingLeftAsync(server, "A", "B");
    }

    [Fact]
    public async Task Clients_that_go_away_leave_nothing_behind()
    {
        const int Polls = 300;
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        var (_, cursor) = await AskAsync(server, "symbols=A");
        using var http = NewClient(server);
        using var gone = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, Polls).Select(i => AskAsync(http, $"symbols=A,NO{i}&wait=30&after={cursor}", gone.Token)).ToArray();
        await Eventually.True(() => Waiting(server) == Polls);

        await gone.CancelAsync();

        await Eventually.True(() => Waiting(server) == 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        // Those that left while a walk was under way stay until the next: here, the one that a tick makes.
        ticks.Quote("A", 200, 201);
        await NothingLeftAsync(server, "A");
    }

    [Fact]
    public async Task Shutdown_answers_at_once_with_the_cursor()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:DrainPeriod", "00:00:01"));
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        await using var stream = await EventReader.OpenAsync(server.Http, "symbols=A");
        await stream.NextAsync("ready");
        var (_, cursor) = await AskAsync(server, "symbols=A");
        var waiting = AskAsync(server, $"symbols=A&wait=30&after={cursor}");
        await Eventually.True(() => Waiting(server) == 1);

        var stopping = server.StopAsync();
        var (quotes, next) = await waiting;

        Assert.Empty(quotes);
        Assert.StartsWith("q1.", next, StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task One_too_many_is_told_to_come_back()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxLongPolls", "1"));
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        var (_, cursor) = await AskAsync(server, "symbols=A");
        var waiting = AskAsync(server, $"symbols=A&wait=30&after={cursor}");
        await Eventually.True(() => Waiting(server) == 1);

        using var refused = await server.Http.GetAsync($"/v1/quotes?symbols=A&wait=30&after={cursor}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Empty((await AskAsync(server, $"symbols=A&after={cursor}")).Quotes);

        ticks.Quote("A", 200, 201);
        Assert.Equal(["A"], (await waiting).Quotes);
    }

    /// <summary>Each change comes while the poll for it is just beginning, or has just begun, to wait; and none after it.</summary>
    [Fact]
    public async Task Change_in_the_moment_of_arming_is_not_lost()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        ticks.Quote("B", 100, 101);
        var (_, cursor) = await AskAsync(server, "symbols=A,B");
        for (var round = 0; round < 500; round++)
        {
            var waiting = AskAsync(server, $"symbols=A,B&wait=30&after={cursor}");
            var until = Stopwatch.GetTimestamp() + Random.Shared.Next((int)(Stopwatch.Frequency / 1_000));
            while (Stopwatch.GetTimestamp() < until)
            {
            }

            var symbol = round % 2 == 0 ? "A" : "B";
            ticks.Quote(symbol, 100 + (round % 7), 201);
            (var quotes, cursor) = await waiting;

            // Where the tick's thread lost its core before the end of its batch, the last change comes once more.
            while (!quotes.Contains(symbol))
            {
                Assert.NotEmpty(quotes);
                (quotes, cursor) = await AskAsync(server, $"symbols=A,B&wait=30&after={cursor}");
            }
        }

        await NothingLeftAsync(server, "A", "B");
    }

    [Fact]
    public async Task Looping_client_misses_no_change_of_a_batch_that_was_open()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 101);
        Assert.True(Mic.TryParse("XNAS", out var venue));
        var terms = new FeedTerms("slow", string.Empty, "1", venue, 0, 0, ProviderSymbology.Canonical, SaleConditionScheme.Utp);
        using var line = server.Services.GetRequiredService<FeedHandler>().OpenLine(terms, out _)!;

        var cursor = AskWithinABatch(server, line);

        Assert.Equal(["A"], (await AskAsync(server, $"symbols=A&wait=30&after={cursor}")).Quotes);
    }

    // A batch stays on its thread.
    private static string AskWithinABatch(RunningServer server, FeedLine line)
    {
        using var batch = line.BeginBatch(0);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/quotes?symbols=A");
        using var response = server.Http.Send(request);
        using var body = response.Content.ReadAsStream();
        Assert.Equal(TickOutcome.Applied, batch.Apply(new ProviderTick
        {
            Kind = TickKind.Quote,
            Symbol = "A"u8,
            VenueTimeNanos = TickSource.NowNanos,
            BidPrice = 7,
            BidSize = 1,
            AskPrice = 8,
            AskSize = 1,
        }));
        return JsonDocument.Parse(body).RootElement.GetProperty("cursor").GetString()!;
    }

    private static int Waiting(RunningServer server) => server.Services.GetRequiredService<LongPolls>().Count;

    private static HttpClient NewClient(RunningServer server) => new() { BaseAddress = server.HttpAddress };

    private static Task<(string[] Quotes, string Cursor)> AskAsync(RunningServer server, string query) => AskAsync(server.Http, query);

    private static async Task<(string[] Quotes, string Cursor)> AskAsync(HttpClient http, string query, CancellationToken cancellationToken = default)
    {
        var answer = JsonDocument.Parse(await http.GetStringAsync("/v1/quotes?" + query, cancellationToken)).RootElement;
        return (
            [.. answer.GetProperty("quotes").EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString()!)],
            answer.GetProperty("cursor").GetString()!);
    }

    // Nodes of requests that are over may stay in a stack until the next walk; see WaiterStack.
    private static async Task NothingLeftAsync(RunningServer server, params string[] symbols)
    {
        const int MostLeftOver = 64;
        var inside = new StreamInside(server);
        await Eventually.True(() => inside.WatchedUnknownSymbols == 0);
        await Eventually.True(() => symbols.All(symbol => inside.Waiters(symbol) <= MostLeftOver));
    }
}
