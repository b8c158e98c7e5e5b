using System.Text;
using QuoteStream.LoadTests.Streams;

namespace QuoteStream.LoadTests.Tests.Streams;

public sealed class SseFramesTests
{
    private const string Stream =
        "retry: 2500\n\nevent: hello\ndata: {\"a\":1}\n\nevent: quote\ndata: {\"symbol\":\"A\"}\nid: q1.2\n\n: a comment\n\nevent:trade\ndata:no space\n\ndata: unnamed\nid: q1.3\n\n";

    private static readonly string[] Expected = ["hello {\"a\":1} ", "quote {\"symbol\":\"A\"} q1.2", "trade no space q1.2", "message unnamed q1.3"];

    [Fact]
    public void Events_are_found_however_the_bytes_are_cut()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Stream);
        for (int first = 0; first <= bytes.Length; first++)
        {
            for (int second = first; second <= bytes.Length; second += 3)
            {
                var kept = new KeptEvents();
                kept.Frames.Take(bytes.AsSpan(0, first));
                kept.Frames.Take(bytes.AsSpan(first, second - first));
                kept.Frames.Take(bytes.AsSpan(second));

                Assert.Equal(Expected, kept.Events);
            }
        }
    }

    [Fact]
    public void Chunks_are_taken_out_however_the_bytes_are_cut()
    {
        string chunked = string.Concat(Stream.Chunk(17).Select(c => $"{c.Length:x}\r\n{new string(c)}\r\n")) + "0;an=extension\r\nTrailer: 1\r\n\r\nbehind";
        byte[] bytes = Encoding.UTF8.GetBytes(chunked);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var kept = new KeptEvents();
            var body = new ChunkedBody(kept.Frames);
            body.Take(bytes.AsSpan(0, cut));
            body.Take(bytes.AsSpan(cut));

            Assert.Equal(Expected, kept.Events);
            Assert.True(body.IsEnded);
        }

        var single = new KeptEvents();
        var slow = new ChunkedBody(single.Frames);
        foreach (byte b in bytes)
        {
            slow.Take([b]);
        }

        Assert.Equal(Expected, single.Events);
    }

    [Theory]
    [InlineData("no size\r\n")]
    [InlineData("-5\r\n")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000000000000001\r\n")]
    public void What_is_no_chunk_is_told(string bytes) =>
        Assert.Throws<StreamFaultException>(() => new ChunkedBody(new KeptEvents().Frames).Take(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void An_event_without_an_end_is_bounded()
    {
        var kept = new KeptEvents();
        byte[] piece = new byte[100_000];
        Array.Fill(piece, (byte)'x');

        Assert.Throws<StreamFaultException>(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                kept.Frames.Take(piece);
            }
        });
    }

    private sealed class KeptEvents : ISseReceiver
    {
        public KeptEvents()
        {
            Frames = new SseFrames(this);
        }

        public SseFrames Frames { get; }

        public List<string> Events { get; } = [];

        public void Receive(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, int bytes) =>
            Events.Add($"{Encoding.UTF8.GetString(name)} {Encoding.UTF8.GetString(data)} {Frames.LastId}");
    }
}
