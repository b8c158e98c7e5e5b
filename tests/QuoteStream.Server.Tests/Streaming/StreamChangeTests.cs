using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>PATCH and DELETE of an open stream: all or nothing, and told in the stream.</summary>
public sealed class StreamChangeTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new();
    private RunningServer _server = null!;
    private TickSource _ticks = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(("Streaming:MaxSymbolsPerStream", "5"), ("Streaming:DrainPeriod", "00:00:00"));
        _ticks = new TickSource(_server);
        _http.BaseAddress = _server.HttpAddress;
        foreach (var symbol in (string[])["A", "B", "C", "D"])
        {
            _ticks.Quote(symbol, 100, 200);
            _ticks.Trade(symbol, 150, 1, "1", "@");
        }
    }

    public async Task DisposeAsync()
    {
        _ticks.Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Added_symbol_comes_with_its_snapshot_and_a_removed_one_is_silent()
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A,B&maxRate=100");
        var id = await ReadyIdAsync(stream);

        var answer = await PatchAsync(id, """{"add":["C","NEW"],"remove":["A"],"maxRates":{"C":7}}""");
        Assert.Equal("B 100 False live,C 7 False live,NEW 100 False unknown", await ListAsync(answer));

        var told = await stream.NextAsync("subscriptions");
        Assert.Equal("B 100 False live,C 7 False live,NEW 100 False unknown", List(told.Data));
        Assert.NotNull(told.Id);
        var snapshot = await stream.NextAsync("quote");
        Assert.Equal("C", snapshot.Symbol);

        // In the order of the ticks: a quote of A would come before that of B.
        _ticks.Quote("A", 1, 2);
        _ticks.Quote("B", 3, 4);
        Assert.Equal("B", (await stream.NextAsync("quote")).Symbol);
        _ticks.Quote("NEW", 3, 4);
        Assert.Equal("NEW", (await stream.NextAsync("quote")).Symbol);
    }

    [Fact]
    public async Task Rates_change_for_all_or_for_one_and_take_effect_although_the_symbol_is_held_back()
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A,B&maxRate=0.01&maxRates=B:5");
        var id = await ReadyIdAsync(stream);
        _ticks.Quote("A", 101, 200);
        await Task.Delay(50); // Held back for a hundred seconds, whether or not the loop has seen it by now.

        Assert.Equal("A 20 False live,B 5 False live", await ListAsync(await PatchAsync(id, """{"maxRate":20}""")));
        Assert.Equal(1.01m, (await stream.NextAsync("quote")).Data.GetProperty("bid").GetDecimal());
        Assert.Equal("A 20 False live,B 100 False live", await ListAsync(await PatchAsync(id, """{"maxRates":{"B":"max"}}""")));
        Assert.Equal("A 100 False live,B 100 False live", await ListAsync(await PatchAsync(id, """{"maxRate":"max"}""")));
    }

    [Fact]
    public async Task Trades_begin_and_end()
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A,B&trades=B&maxRate=100");
        var id = await ReadyIdAsync(stream);

        Assert.Equal("A 100 True live,B 100 False live", await ListAsync(await PatchAsync(id, """{"trades":{"add":["A"],"remove":["B"]}}""")));
        await stream.NextAsync("subscriptions");
        _ticks.Trade("B", 151, 1, "2", "@");
        _ticks.Trade("A", 152, 1, "2", "@");
        var trade = await stream.NextAsync("trade");
        Assert.Equal(("A", 2), (trade.Symbol, trade.Data.GetProperty("seq").GetInt32()));
        Assert.Equal("A 100 False live,B 100 False live", await ListAsync(await PatchAsync(id, """{"trades":{"remove":["*"]}}""")));
    }

    [Theory]
    [InlineData("""{"add":["C","D","E","F"]}""", HttpStatusCode.UnprocessableEntity, "5 is the most")]
    [InlineData("""{"remove":["A","B"]}""", HttpStatusCode.UnprocessableEntity, "no symbol left")]
    [InlineData("""{"add":["C"],"remove":["C"]}""", HttpStatusCode.BadRequest, "both adds and removes C")]
    [InlineData("""{"add":["C"],"maxRates":{"D":1}}""", HttpStatusCode.BadRequest, "maxRates names D")]
    [InlineData("""{"add":["C"],"maxRate":-1}""", HttpStatusCode.BadRequest, "rate '-1'")]
    [InlineData("""{"add":["C"],"maxRate":"NaN"}""", HttpStatusCode.BadRequest, "rate 'NaN'")]
    [InlineData("""{"add":["C"],"maxRate":{}}""", HttpStatusCode.BadRequest, "rate '{}'")]
    [InlineData("""{"add":["C"],"trades":{"add":["D"]}}""", HttpStatusCode.BadRequest, "trades.add names D")]
    [InlineData("""{"add":["C"],"trades":{"add":["A"],"remove":["A"]}}""", HttpStatusCode.BadRequest, "the trades of A")]
    [InlineData("""{"add":["C",null]}""", HttpStatusCode.BadRequest, "empty entry")]
    [InlineData("""{"add":["C","not a symbol"]}""", HttpStatusCode.BadRequest, "not a symbol")]
    [InlineData("""{"add":["C"],"sub":["D"]}""", HttpStatusCode.BadRequest, "not the JSON of a change")]
    [InlineData("""{"add":["C"],"add":["D"]}""", HttpStatusCode.BadRequest, "not the JSON of a change")]
    [InlineData("""{"add":"C"}""", HttpStatusCode.BadRequest, "not the JSON of a change")]
    [InlineData("null", HttpStatusCode.BadRequest, "an object")]
    [InlineData("{", HttpStatusCode.BadRequest, "not the JSON of a change")]
    public async Task Change_that_cannot_be_made_changes_nothing(string body, HttpStatusCode status, string why)
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A,B");
        var id = await ReadyIdAsync(stream);

        var answer = await PatchAsync(id, body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(why, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        Assert.Equal("A 4 False live,B 4 False live", await ListAsync(await PatchAsync(id, "{}")));
    }

    [Fact]
    public async Task Stream_that_is_not_there_is_a_404_and_another_kind_of_body_a_415_or_413()
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A");
        var id = await ReadyIdAsync(stream);
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");

        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync(new string('0', 32), "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.DeleteAsync($"/v1/streams/{new string('0', 32)}")).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _http.PatchAsync($"/v1/streams/{id}", text)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PatchAsync(id, new string(' ', 200_000))).StatusCode);
    }

    [Fact]
    public async Task Delete_ends_the_stream_for_good()
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A");
        var id = await ReadyIdAsync(stream);

        Assert.Equal(HttpStatusCode.NoContent, (await _http.DeleteAsync($"/v1/streams/{id}")).StatusCode);

        var goodbye = await stream.NextAsync("goodbye");
        Assert.Equal("displaced", goodbye.Data.GetProperty("reason").GetString());
        Assert.False(goodbye.Data.GetProperty("reconnect").GetBoolean());
        Assert.Null(await stream.NextAsync());
        await Eventually.True(async () => (await PatchAsync(id, "{}")).StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Client_that_comes_back_with_the_first_list_gets_what_it_lacks_of_it()
    {
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A,B&maxRate=100&trades=B");
        var id = await ReadyIdAsync(stream);
        await PatchAsync(id, """{"remove":["A"]}""");
        await stream.NextAsync("subscriptions");
        _ticks.Quote("A", 102, 200);
        _ticks.Quote("B", 102, 200);
        var last = await stream.NextAsync("quote");

        // A later write's id covers the change of A, which the stream did not carry.
        for (var bid = 103; last.Id is null || !await CoversAsync(last.Id); bid++)
        {
            _ticks.Quote("B", bid, 200);
            last = await stream.NextAsync("quote");
        }

        using var again = await RawStream.OpenAsync(_server.HttpAddress, $"symbols=A,B&trades=B&cursor={last.Id}");
        Assert.Equal("snapshot", (await again.NextAsync("hello")).Data.GetProperty("resume").GetString());
        var quote = await again.NextAsync("quote");
        Assert.Equal(("A", 1.02m), (quote.Symbol, quote.Data.GetProperty("bid").GetDecimal()));
        using var same = await RawStream.OpenAsync(_server.HttpAddress, $"symbols=B&cursor={last.Id}");
        Assert.Equal("delta", (await same.NextAsync("hello")).Data.GetProperty("resume").GetString());

        // Whether a stream of A alone would be sent nothing with this id's tide.
        async Task<bool> CoversAsync(string cursor)
        {
            using var probe = await RawStream.OpenAsync(_server.HttpAddress, $"symbols=A&cursor={string.Join('.', cursor.Split('.')[..3])}");
            return (await probe.NextAsync("ready")).Data.GetProperty("symbols").GetInt32() == 0;
        }
    }

    [Fact]
    public async Task Many_changes_under_load_end_with_the_right_symbols_and_leave_no_waiter_behind()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var inside = new StreamInside(_server);
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                _ticks.Quote("ABCD"[i % 4].ToString(), 100 + (i % 50), 200);
                _ticks.Trade("ABCD"[i % 4].ToString(), 150, 1, $"t{i}", "@");
            }
        });
        using var stream = await RawStream.OpenAsync(_server.HttpAddress, "symbols=A&maxRate=100");
        var id = await ReadyIdAsync(stream);
        var accepted = 0;
        var reading = Task.Run(async () =>
        {
            for (var told = 0; told < 300;)
            {
                told += (await stream.NextAsync())!.Name == "subscriptions" ? 1 : 0;
            }
        });
        while (accepted < 300)
        {
            string[] names = ["A", "B", "C", "D", "GONE"];
            var add = names[random.Next(5)];
            var remove = names.Where(n => n != add && random.Next(2) == 0).ToArray();
            var trades = random.Next(2) == 0 ? $$"""{"add":["{{add}}"]}""" : """{"remove":["*"]}""";
            var body = $$"""{"add":["{{add}}"],"remove":{{JsonSerializer.Serialize(remove)}},"trades":{{trades}},"maxRate":{{random.Next(1, 100)}}}""";
            var answer = await PatchAsync(id, body);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{answer.StatusCode} for {body}, seed {seed}");
            accepted += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        await reading.WaitAsync(Eventually.DefaultTimeout);
        await stop.CancelAsync();
        await load;

        // What is asked for last is what comes.
        await PatchAsync(id, """{"add":["A"],"remove":["B","C","D","GONE"],"trades":{"add":["A"]},"maxRate":100}""");
        Assert.Equal("A 100 True live", List((await stream.NextAsync("subscriptions")).Data));
        _ticks.Trade("A", 199, 1, "last", "@");
        while ((await stream.NextAsync("trade")).Data.GetProperty("id").GetString() != "last")
        {
        }

        stream.Reset();
        await Eventually.True(() => inside.OpenStreams == 0);
        foreach (var symbol in (string[])["A", "B", "C", "D"])
        {
            // Dead nodes go when the channel is woken or pruned.
            await Eventually.True(() =>
            {
                _ticks.Quote(symbol, 100, 200 + Random.Shared.Next(1_000));
                _ticks.Trade(symbol, 150, 1, Guid.NewGuid().ToString("N")[..16], "@");
                return inside.Waiters(symbol) <= 64;
            });
        }

        Assert.Equal(0, inside.WatchedUnknownSymbols);
        Assert.Equal(0, inside.Counters.ClosedTotal(QuoteStream.Server.Streaming.StreamEnd.Error));
    }

    private static async Task<string> ReadyIdAsync(RawStream stream)
    {
        var hello = await stream.NextAsync("hello");
        await stream.NextAsync("ready");
        return hello.Data.GetProperty("streamId").GetString()!;
    }

    private static async Task<string> ListAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return List(await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string List(JsonElement data) => string.Join(',', data.GetProperty("subscriptions").EnumerateArray().Select(s =>
        $"{s.GetProperty("symbol").GetString()} {s.GetProperty("maxRate").GetDecimal()} {s.GetProperty("trades").GetBoolean()} {s.GetProperty("state").GetString()}"));

    private Task<HttpResponseMessage> PatchAsync(string id, string body) =>
        _http.PatchAsync($"/v1/streams/{id}", new StringContent(body, Encoding.UTF8, "application/json"));
}
