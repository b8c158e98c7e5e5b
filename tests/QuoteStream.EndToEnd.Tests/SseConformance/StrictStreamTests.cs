using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>The checker itself: it takes what is right, and each thing that is wrong.</summary>
public sealed class StrictStreamTests(RecordedStreams recorded) : IClassFixture<RecordedStreams>
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Hello = "retry: 2000\n\nevent: hello\ndata: {}\n";

    [Fact]
    public void Every_recorded_stream_is_without_fault()
    {
        foreach (var raw in new[] { recorded.Whole, recorded.Late, recorded.Refused })
        {
            var stream = StrictStream.Parse(ChunkedResponse.Parse(raw.Span));
            Faults.AssertNone(stream.Faults);
            Assert.NotEmpty(stream.Events);
            Assert.InRange(stream.RetryMillis, 1_000, 60_000);
        }
    }

    [Fact]
    public void The_recordings_hold_each_event_that_a_market_makes()
    {
        var names = new[] { recorded.Whole, recorded.Late, recorded.Refused }
            .SelectMany(raw => StrictStream.Parse(ChunkedResponse.Parse(raw.Span)).Events).Select(e => e.Name).ToHashSet();

        Assert.Superset(new HashSet<string>(["hello", "quote", "ready", "trade", "status", "gap", "heartbeat", "goodbye"]), names);
        Assert.True(ChunkedResponse.Parse(recorded.Whole.Span).IsEnded);
        Assert.True(ChunkedResponse.Parse(recorded.Late.Span).ChunkEnds.Count > 5);
    }

    [Fact]
    public void A_cut_at_any_byte_leaves_no_fault_and_a_part_of_the_events()
    {
        var whole = StrictStream.Parse(ChunkedResponse.Parse(recorded.Refused.Span));
        for (var length = 0; length < recorded.Refused.Length; length++)
        {
            var cut = StrictStream.Parse(ChunkedResponse.Parse(recorded.Refused.Span[..length]));
            Faults.AssertNone(cut.Faults.Select(fault => $"cut at byte {length}: {fault}"));
            Assert.Equal(whole.Events.Take(cut.Events.Count), cut.Events);
        }
    }

    [Theory]
    [InlineData("retry: 2000\r\n\r\nevent: hello\r\ndata: {}\r\nid: a\r\n\r\n", "carriage return")]
    [InlineData(Hello + "id: a\0\n\n", "a null")]
    [InlineData("\uFEFF" + Hello + "id: a\n\n", "byte order mark")]
    [InlineData("retry: 2s\n\n", "one line of retry")]
    [InlineData("retry: 2000\nretry: 2000\n\n", "one line of retry")]
    [InlineData("event: hello\ndata: {}\nid: a\n\n", "one line of retry")]
    [InlineData(Hello + ": beat\nid: a\n\n", "no field")]
    [InlineData(Hello + "foo: x\nid: a\n\n", "no field")]
    [InlineData(Hello + "retry: 5000\nid: a\n\n", "no field")]
    [InlineData(Hello + "id\n\n", "no field")]
    [InlineData(Hello + "id:a\n\n", "no field")]
    [InlineData(Hello + "id:  a\n\n", "no field")]
    [InlineData(Hello + "data: {}\nid: a\n\n", "a second data")]
    [InlineData(Hello + "id: a\nid: a\n\n", "a second id")]
    [InlineData(Hello + "id: <\n\n", "no id")]
    [InlineData(Hello + "id: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n", "no id")]
    [InlineData("retry: 2000\n\ndata: {}\nid: a\n\n", "no known name")]
    [InlineData("retry: 2000\n\nevent: message\ndata: {}\nid: a\n\n", "no known name")]
    [InlineData("retry: 2000\n\nevent: error\ndata: {}\nid: a\n\n", "no known name")]
    [InlineData("retry: 2000\n\nevent: hello\nid: a\n\n", "no JSON")]
    [InlineData("retry: 2000\n\nevent: hello\ndata: {]\nid: a\n\n", "no JSON")]
    [InlineData("retry: 2000\n\nevent: hello\ndata: {\"a\":1,\"a\":2}\nid: a\n\n", "no JSON")]
    [InlineData("retry: 2000\n\nevent: hello\ndata: 7\nid: a\n\n", "no object")]
    [InlineData("retry: 2000\n\nevent: quote\ndata: {}\nid: a\n\n", "does not begin with hello")]
    [InlineData(Hello + "\nevent: hello\ndata: {}\nid: a\n\n", "a second hello")]
    [InlineData(Hello + "\nevent: goodbye\ndata: {}\n\nevent: quote\ndata: {}\nid: a\n\n", "behind goodbye")]
    [InlineData(Hello + "id: a\n\nevent: ready\ndata: {}\nid: a\n\n", "not on the last event")]
    [InlineData(Hello + "\nevent: goodbye\ndata: {}\n\n", "goodbye without an id")]
    [InlineData("retry: 2000\n\nevent: goodbye\ndata: {}\nid: a\n\n", "refusal with an id")]
    [InlineData(Hello + "id: a\n\n\n", "an empty line too many")]
    [InlineData(Hello + "id: a\n\nevent: ready\nda", "ended inside an event")]
    public void Each_thing_that_is_wrong_is_found(string body, string fault) => AssertFound(Encoding.UTF8.GetBytes(body), fault);

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_found() => AssertFound([.. "retry: 2000\n\nevent: hello\ndata: {\"a\":\""u8, 0xE9, .. "\"}\nid: a\n\n"u8], "no UTF-8");

    [Theory]
    [InlineData("x\r\n", "no chunk size")]
    [InlineData("5;a=b\r\nretry", "no chunk size")]
    [InlineData("1000000\r\nretry", "no chunk size")]
    [InlineData("3\r\nretry", "no line end behind a chunk")]
    [InlineData("5\r\nretry\r\n0\r\nEtag: x\r\n\r\n", "no line end behind a chunk")]
    [InlineData("5\r\nretry\r\n0\r\n\r\n0\r\n", "behind the last chunk")]
    public void Each_thing_that_is_wrong_with_the_chunks_is_found(string chunks, string fault) =>
        Assert.Contains(StrictStream.Parse(ChunkedResponse.Parse(Encoding.UTF8.GetBytes(Head + chunks))).Faults, found => found.Contains(fault));

    private static void AssertFound(byte[] body, string fault)
    {
        byte[] raw = [.. Encoding.ASCII.GetBytes($"{Head}{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

        Assert.Contains(StrictStream.Parse(ChunkedResponse.Parse(raw)).Faults, found => found.Contains(fault));
    }
}
