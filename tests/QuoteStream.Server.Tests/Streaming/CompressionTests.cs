using System.IO.Compression;
using System.Net;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Streams that are compressed on their way, where the server may and the client wants it.</summary>
public sealed class CompressionTests : IDisposable
{
    private static readonly (string Key, string Value) On = ("Streaming:Compression", "true");

    private readonly ServerCertificate _certificate = new();

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("GZIP;q=0.001", true)]
    [InlineData("deflate, gzip, br", true)]
    [InlineData("br;q=1.0, *;q=0.5", true)]
    [InlineData("identity;q=0.5, gzip", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.000, *", false)]
    [InlineData("*;q=0", false)]
    [InlineData("identity, gzip;q=0.9", false)]
    [InlineData("br, deflate", false)]
    [InlineData("xgzip, gzipped", false)]
    [InlineData(";;;=,\u007f", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task The_client_chooses_by_its_accept_encoding(string? accepted, bool isCompressed)
    {
        await using var server = await RunningServer.StartAsync(On);
        using var response = await AskAsync(server.Http, accepted);

        Assert.Equal(isCompressed ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoTransform);
    }

    [Fact]
    public async Task Unless_the_setting_says_so_nothing_is_compressed_nor_varies()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await AskAsync(server.Http, "gzip");

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Empty(response.Headers.Vary);
    }

    [Theory]
    [InlineData("1.1", false)]
    [InlineData("1.1", true)]
    [InlineData("2.0", true)]
    public async Task Each_event_can_be_read_as_soon_as_it_was_written_and_the_end_is_a_clean_one(string version, bool isSecure)
    {
        await using var server = await StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("AAPL", 100, 200);
        using var http = _certificate.CreateClient(isSecure ? server.HttpsAddress : server.HttpAddress, Version.Parse(version));
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        await using var stream = await EventReader.OpenAsync(http, "symbols=AAPL&maxRate=max&trades=*", decompress: true);
        Assert.Equal(["gzip"], stream.Response.Content.Headers.ContentEncoding);
        Assert.Equal(Version.Parse(version), stream.Response.Version);
        await stream.NextAsync("ready");

        // Nothing follows before this one has been read: what the compressor kept back would never come.
        for (var i = 1; i <= 200; i++)
        {
            ticks.Trade("AAPL", 100 + i, 1, $"{i}", "@");
            Assert.Equal((100 + i) / 100m, (await stream.NextAsync("trade")).GetProperty("price").GetDecimal());
        }

        End(server);
        await stream.NextAsync("goodbye");
        Assert.Null(await stream.NextAsync());
        Assert.Equal(0, new StreamInside(server).Counters.ClosedTotal(StreamEnd.Error));
    }

    [Fact]
    public async Task The_compressed_bytes_end_with_their_checksum_and_are_fewer()
    {
        await using var server = await StartAsync();
        using var ticks = new TickSource(server);
        ticks.Quote("AAPL", 100, 200);
        using var response = await AskAsync(server.Http, "gzip");
        await using var body = await response.Content.ReadAsStreamAsync();
        var inside = new StreamInside(server);
        for (var i = 0; i < 100; i++)
        {
            ticks.Trade("AAPL", 100, 1, $"{i}", "@");
        }

        await Eventually.True(() => inside.Counters.EventsTotal(EventKind.Trade) == 100);
        End(server);
        using var compressed = new MemoryStream();
        await body.CopyToAsync(compressed).WaitAsync(Eventually.DefaultTimeout);

        // A decompressor may be content with a stream that was cut off; the trailer's last four bytes are the length of all (RFC 1952, 2.3.1).
        var bytes = compressed.ToArray();
        compressed.Position = 0;
        using var plain = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(plain);
        }

        Assert.EndsWith("\n\n", System.Text.Encoding.UTF8.GetString(plain.ToArray()), StringComparison.Ordinal);
        Assert.Equal((uint)plain.Length, BitConverter.ToUInt32(bytes.AsSpan(^4..)));
        Assert.True(bytes.Length < plain.Length / 2, $"{bytes.Length} of {plain.Length} bytes");
    }

    [Fact]
    public async Task A_client_that_decompresses_by_itself_sees_a_stream_like_any_other()
    {
        await using var server = await StartAsync();
        using var ticks = new TickSource(server);
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, ResponseDrainTimeout = TimeSpan.Zero };
        using var http = new HttpClient(handler) { BaseAddress = server.HttpAddress };
        await using var stream = await EventReader.OpenAsync(http, "symbols=AAPL&maxRate=max");
        await stream.NextAsync("ready");
        for (var bid = 100; bid < 120; bid++)
        {
            ticks.Quote("AAPL", bid, 200);
            Assert.Equal(bid / 100m, (await stream.NextAsync("quote")).GetProperty("bid").GetDecimal());
        }
    }

    [Fact]
    public async Task Reader_that_never_reads_is_cut_off_and_counted_as_slow()
    {
        const int Symbols = 400;
        await using var server = await StartAsync(
            ("Streaming:WriteTimeout", "00:00:01"), ("Streaming:SendBufferBytes", "4096"), ("Streaming:HighestMaxRate", "100"));
        using var ticks = new TickSource(server);
        var list = string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"S{i}"));
        var inside = new StreamInside(server);
        using var slow = await RawStream.OpenAsync(server.HttpAddress, $"symbols={list}&maxRate=max", receiveBuffer: 2_048, "Accept-Encoding: gzip");
        Assert.Contains("Content-Encoding: gzip", slow.Head);

        var round = 0;
        await Eventually.True(() =>
        {
            round++;
            for (var i = 0; i < Symbols; i++)
            {
                ticks.Quote($"S{i}", 100 + (round % 50), 200 + (round % 70));
            }

            return inside.Counters.ClosedTotal(StreamEnd.Slow) == 1;
        });

        Assert.Equal(0, inside.OpenStreams);
        Assert.Equal(0, inside.Counters.SlowNow);
        Assert.Equal(0, inside.Counters.ClosedTotal(StreamEnd.Error));
    }

    [Fact]
    public async Task A_stream_that_is_told_goodbye_at_once_is_not_compressed()
    {
        await using var server = await RunningServer.StartAsync(On, ("Streaming:MaxStreams", "1"));
        using var first = await AskAsync(server.Http, "gzip");
        using var second = await AskAsync(server.Http, "gzip");

        Assert.Equal(["gzip"], first.Content.Headers.ContentEncoding);
        Assert.Empty(second.Content.Headers.ContentEncoding);
        Assert.Contains("event: goodbye", await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task One_compressed_stream_too_many_is_served_as_it_is_and_a_place_comes_back_with_its_streams_end()
    {
        await using var server = await RunningServer.StartAsync(On, ("Streaming:MaxCompressedStreams", "1"));
        using var first = await AskAsync(server.Http, "gzip");
        using var second = await AskAsync(server.Http, "gzip");

        Assert.Equal(["gzip"], first.Content.Headers.ContentEncoding);
        Assert.Empty(second.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], second.Headers.Vary);

        second.Dispose();
        first.Dispose();
        var inside = new StreamInside(server);
        await Eventually.True(() => inside.OpenStreams == 0);

        // The place is given back a moment after the stream's.
        await Eventually.True(async () =>
        {
            using var next = await AskAsync(server.Http, "gzip");
            return next.Content.Headers.ContentEncoding.Contains("gzip");
        });
    }

    [Fact]
    public async Task Clients_that_leave_in_the_middle_are_no_errors_and_leave_the_others_alone()
    {
        await using var server = await StartAsync();
        using var ticks = new TickSource(server);
        using var http = _certificate.CreateClient(server.HttpsAddress, HttpVersion.Version20);
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        var inside = new StreamInside(server);
        await using var stays = await EventReader.OpenAsync(http, "symbols=AAPL&maxRate=max&trades=*", decompress: true);
        await stays.NextAsync("ready");
        for (var i = 1; i <= 50; i++)
        {
            var leaves = await EventReader.OpenAsync(http, "symbols=AAPL&maxRate=max&trades=*", decompress: true);
            ticks.Trade("AAPL", 100 + i, 1, $"{i}", "@");
            await leaves.DisposeAsync();
            ticks.Quote("AAPL", 100 + i, 300);
            Assert.Equal((100 + i) / 100m, (await stays.NextAsync("trade")).GetProperty("price").GetDecimal());
        }

        await Eventually.True(() => inside.OpenStreams == 1);
        Assert.Equal(0, inside.Counters.ClosedTotal(StreamEnd.Error));
    }

    public void Dispose() => _certificate.Dispose();

    private static void End(RunningServer server) =>
        ((Subscriber)new StreamInside(server).TheSubscriber().Target!).EndAfter(StreamEnd.Age, TimeSpan.Zero);

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stream?symbols=AAPL&trades=*&maxRate=max");
        if (accepted is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([On, .. _certificate.Settings, .. settings]);
}
