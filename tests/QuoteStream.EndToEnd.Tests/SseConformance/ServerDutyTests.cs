using System.Text;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>
/// The web-platform-tests' list <c>eventsource/</c>, read as what a server owes a browser: each test has its name there, and a line on the
/// duty. Left out is what is about the client alone: constructors, properties, workers, realms and trusted events
/// (<c>eventsource-constructor-*</c>, <c>-prototype</c>, <c>-readyState</c>, <c>-url</c>, <c>-eventtarget</c>, <c>-onmessage-realm</c>,
/// <c>-onmessage-trusted</c>, <c>interfaces</c>, <c>dedicated-worker/</c>, <c>shared-worker/</c>), <c>eventsource-bfcache</c>,
/// <c>eventsource-from-readable-stream</c> and <c>eventsource-request-cancellation</c>; and <c>eventsource-cross-origin</c> and
/// <c>request-credentials</c>, which are about who may read, not about the stream.
/// </summary>
public sealed class ServerDutyTests(RecordedStreams recorded, PageBrowser browser) : IClassFixture<RecordedStreams>, IClassFixture<PageBrowser>
{
    private IEnumerable<ChunkedResponse> Responses =>
        new[] { recorded.Whole, recorded.Late, recorded.Refused }.Select(raw => ChunkedResponse.Parse(raw.Span));

    // Not those of an event that the recording's end has cut.
    private IEnumerable<string> Lines => Responses.SelectMany(
        response => Encoding.UTF8.GetString(response.Body.AsSpan(..^StrictStream.Parse(response).Rest.Length)).Split('\n'));

    private IEnumerable<ParsedEvent> Events => Responses.SelectMany(response => StrictStream.Parse(response).Events);

    // Duty: data is one line of JSON, so that no client depends on how lines are joined.
    [Fact]
    public void Event_data() => Assert.All(Events, e => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(e.Data).ValueKind));

    // Duty: a stream that its client has closed is let go of.
    [FactNeeds(Need.Chromium)]
    public async Task Eventsource_close()
    {
        await using var server = await RunningServer.StartAsync();
        await using var reader = await ChromiumReader.CreateAsync(browser, server.HttpAddress);
        await reader.OpenAsync(StreamOf(server));
        await WaitForAsync(reader, "ready");

        await reader.DisposeAsync();

        await Eventually.True(async () => RecordedStreams.Metric(await server.Http.GetStringAsync("/metrics"), "quotestream_streams") == 0);
    }

    // Duty: ids that a browser sends back across origins without asking first: at most 128 bytes, none of them unsafe.
    [FactNeeds(Need.Chromium)]
    public async Task Eventsource_cross_origin_preflight()
    {
        await using var page = new ReplayServer();
        await using var replay = new ReplayServer();
        var id = StrictStream.Parse(ChunkedResponse.Parse(recorded.Whole.Span)).Events[^1].LastEventId;
        byte[] shared = [.. recorded.Whole.Span["HTTP/1.1 200 OK\r\n".Length..]];
        var playback = replay.Play((byte[])[.. "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n"u8, .. shared], Delivery.Whole);
        await using var reader = await ChromiumReader.CreateAsync(browser, page.Address);
        await reader.OpenAsync(playback.Address);
        await WaitForAsync(reader, "goodbye");

        playback.Cut();

        await Eventually.True(() => replay.Requests.Count > 1);
        Assert.StartsWith("GET ", replay.Requests.ElementAt(1), StringComparison.Ordinal);
        Assert.Contains($"Last-Event-ID: {id}\r\n", replay.Requests.ElementAt(1), StringComparison.OrdinalIgnoreCase);
    }

    // Duty: every event is named, and nothing comes to those who listen to no name.
    [Fact]
    public void Eventsource_onmessage() => Assert.DoesNotContain(Events, e => e.Name is "" or "message");

    // Duty: headers are sent at once, also where there is no quote to send.
    [FactNeeds(Need.Chromium)]
    public async Task Eventsource_onopen()
    {
        await using var server = await RunningServer.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(server.HttpAddress, "/healthz/live"));

        var state = await page.Page.EvaluateAsync<int>(
            "url => new Promise(done => { const s = new EventSource(url); s.onopen = () => { done(s.readyState); s.close(); }; })",
            StreamOf(server).AbsoluteUri);

        Assert.Equal(1, state);
    }

    // Duty: a stream that the server ends, ends as a body does, with a 200 before it, so that a browser comes back; and it knows where it was.
    [FactNeeds(Need.Chromium)]
    public async Task Eventsource_reconnect()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxStreamAge", "00:00:01"));
        await using var relay = new CuttingRelay(server.HttpAddress, _ => Delivery.Whole);
        await using var reader = await ChromiumReader.CreateAsync(browser, relay.Address);
        await reader.OpenAsync(StreamOf(relay.Address));

        await Eventually.True(async () => (await reader.EventsAsync()).Count(e => e.Name == "hello") > 1);

        Assert.False(await reader.IsClosedAsync());
        var events = await reader.EventsAsync();
        Assert.Contains("\"resume\":\"delta\"", events.Last(e => e.Name == "hello").Data);
        Assert.Equal(events.First(e => e.Name == "goodbye").LastEventId, relay.Streams.ElementAt(1).LastEventId);
        // The body's end may reach the relay behind the goodbye; the browser waits for its retry from then on.
        await Eventually.True(() => relay.Streams.First().Response().IsEnded);
    }

    // Duty: no byte order mark, neither first nor anywhere else.
    [Fact]
    public void Format_bom() => Assert.All(Responses, response => Assert.Equal(-1, response.Body.AsSpan().IndexOf(new byte[] { 0xEF, 0xBB, 0xBF })));

    // Duty: nothing is told in comments, which a page cannot see.
    [Fact]
    public void Format_comments() => Assert.DoesNotContain(Lines, line => line.StartsWith(':'));

    // Duty: an event is ended by its empty line before the server ends the stream, or it would be lost.
    [Fact]
    public void Format_data_before_final_empty_line() =>
        Assert.All(Responses.Where(response => response.IsEnded), response => Assert.Equal(0, StrictStream.Parse(response).Rest.Length));

    // Duty: exactly one line of data in each event, and never an empty one.
    [Fact]
    public void Format_field_data()
    {
        Assert.Equal(Events.Count(), Lines.Count(line => line.StartsWith("data", StringComparison.Ordinal)));
        Assert.DoesNotContain(Events, e => e.Data.Length == 0);
    }

    // Duty: names of the interface alone, none of them empty, and not the one of EventSource's own error.
    [Fact]
    public void Format_field_event() => Assert.All(Events, e => Assert.Contains(e.Name, StrictStream.KnownNames));

    // Duty: an id where a client may come back to, which stays until the next; never an empty one, which would take it away.
    [Fact]
    public void Format_field_id()
    {
        Assert.DoesNotContain(Lines, line => line is "id" or "id:" or "id: ");
        Assert.All(Responses, response =>
        {
            var events = StrictStream.Parse(response).Events;
            Assert.True(events[^1].LastEventId.Length > 0 || events is [{ Name: "goodbye" }]);
        });
    }

    // Duty: what a client sends as its last id, whatever it may be, is no error: a stream begins, with all there is.
    [Theory]
    [InlineData("\u2026", "snapshot")]
    [InlineData("", "none")]
    [InlineData("q1.00000000.1", "snapshot")]
    [InlineData("q1.ffffffff.99999999999999999999", "snapshot")]
    [InlineData("e5p3n<3k0k0s", "snapshot")]
    public async Task Format_field_id_2(string id, string resume)
    {
        await using var server = await RunningServer.StartAsync();

        var raw = await Recording.ReadAsync(server.HttpAddress, "symbols=A", $"Last-Event-ID: {id}\r\n", until: "ready");

        var stream = StrictStream.Parse(ChunkedResponse.Parse(raw));
        Faults.AssertNone(stream.Faults);
        Assert.Contains($"\"resume\":\"{resume}\"", stream.Events[0].Data);
    }

    // Duty: no id has a null, which would make a client pass over it.
    [Fact]
    public void Format_field_id_null() => Assert.DoesNotContain(Lines, line => line.StartsWith("id", StringComparison.Ordinal) && line.Contains('\0'));

    // Duty: fields are written in one way only, name, colon, one space, value; there is nothing to be read in two ways.
    [Fact]
    public void Format_field_parsing() => Faults.AssertNone(Responses.SelectMany(response => StrictStream.Parse(response).Faults));

    // Duty: a retry, once, first, in digits; another for each stream, so that not all come back at once.
    [Fact]
    public void Format_field_retry()
    {
        Assert.All(Responses, response => Assert.InRange(StrictStream.Parse(response).RetryMillis, 1_000, 60_000));
        Assert.Equal(Responses.Count(), Lines.Count(line => line.StartsWith("retry", StringComparison.Ordinal)));
    }

    // Duty: never a retry that is no number, or none: a client would keep its own.
    [Fact]
    public void Format_field_retry_bogus() =>
        Assert.All(Lines.Where(line => line.StartsWith("retry", StringComparison.Ordinal)), line => Assert.Matches("^retry: [1-9][0-9]{3,4}$", line));

    // Duty: no field that no client knows.
    [Fact]
    public void Format_field_unknown() =>
        Assert.All(Lines.Where(line => line.Length > 0), line => Assert.Contains(line.Split(": ")[0], new[] { "retry", "event", "data", "id" }));

    // Duty: one space behind the colon, and no value that begins with another.
    [Fact]
    public void Format_leading_space() => Assert.All(Lines.Where(line => line.Length > 0), line => Assert.Matches("^[a-z]+: [^ \t]", line));

    // Duty: the content type is exactly this, once, without a parameter, also for who is refused (format-mime-bogus, -trailing-semicolon,
    // -valid-bogus).
    [Fact]
    public void Format_mime() => Assert.All(Responses, response => Assert.Equal(["text/event-stream"], response.HeaderValues("Content-Type")));

    // Duty: lines end with a line feed alone.
    [Fact]
    public void Format_newlines() => Assert.All(Responses, response => Assert.DoesNotContain((byte)'\r', response.Body));

    // Duty: no null anywhere.
    [Fact]
    public void Format_null_character() => Assert.All(Responses, response => Assert.DoesNotContain((byte)0, response.Body));

    // Duty: UTF-8, and no other; without a charset that says so.
    [Fact]
    public void Format_utf_8() => Assert.All(Responses, response => Assert.True(System.Text.Unicode.Utf8.IsValid(response.Body)));

    // Duty: the stream, whatever its reader says to accept.
    [Theory]
    [InlineData("Accept: text/event-stream\r\n")]
    [InlineData("Accept: */*\r\n")]
    [InlineData("Accept: text/html\r\n")]
    [InlineData("")]
    public async Task Request_accept(string header)
    {
        await using var server = await RunningServer.StartAsync();

        var response = ChunkedResponse.Parse(await Recording.ReadAsync(server.HttpAddress, "symbols=A", header, until: "ready"));

        Assert.StartsWith("HTTP/1.1 200 ", response.Head, StringComparison.Ordinal);
        Assert.Equal(["text/event-stream"], response.HeaderValues("Content-Type"));
    }

    // Duty: nobody on the way keeps a stream, changes it, or holds it back.
    [Fact]
    public void Request_cache_control() => Assert.All(Responses, response =>
    {
        Assert.Equal(["no-cache, no-store, no-transform"], response.HeaderValues("Cache-Control"));
        Assert.Equal(["no"], response.HeaderValues("X-Accel-Buffering"));
        Assert.Empty(response.HeaderValues("Content-Encoding"));
    });

    // Duty: a stream is where it was asked for; a browser would keep the target of a redirect for as long as it comes back.
    [Fact]
    public void Request_redirect() => Assert.All(Responses, response => Assert.StartsWith("HTTP/1.1 200 ", response.Head, StringComparison.Ordinal));

    // Duty: whom a browser shall come back to must not answer with an error, which closes an EventSource for good: no place is a 200 and goodbye.
    [FactNeeds(Need.Chromium, "node", NodeReader.Modules)]
    public async Task Request_status_error()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxStreams", "1"));
        await using var straight = await StreamTail.OpenAsync(server.HttpAddress, "symbols=A");
        await Eventually.True(() => straight.Has("ready"));
        await using var readers = await SseReaders.CreateAsync(browser, server.HttpAddress);
        foreach (var reader in readers.All)
        {
            await reader.OpenAsync(StreamOf(server));
            await WaitForAsync(reader, "goodbye");
            await Eventually.True(async () => await reader.EndsAsync() > 0);
            Assert.False(await reader.IsClosedAsync());

            // What will never be answered otherwise must not be asked for again and again.
            await reader.OpenAsync(new Uri(server.HttpAddress, "/v1/stream"));
            await Eventually.True(reader.IsClosedAsync);
        }
    }

    private static Uri StreamOf(RunningServer server) => StreamOf(server.HttpAddress);

    private static Uri StreamOf(Uri origin) => new(origin, "/v1/stream?symbols=A");

    private static Task WaitForAsync(ISseReader reader, string name) =>
        Eventually.True(async () => (await reader.EventsAsync()).Any(e => e.Name == name), text: $"{reader.GetType().Name} sees {name}");
}
