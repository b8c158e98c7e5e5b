using System.Net.Sockets;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class SlowReaderTests
{
    private const int Symbols = 400;

    // As little as the kernel grants, so that a reader that does not read is felt at once.
    private const int LeastBuffer = 2_048;

    private static readonly string List = string.Join(',', Enumerable.Range(0, Symbols).Select(i => $"S{i}"));

    [Fact]
    public async Task Reader_that_pauses_is_told_and_then_gets_the_newest_while_others_go_on()
    {
        await using var server = await StartAsync(("Streaming:WriteTimeout", "01:00:00"));
        using var ticks = Open(server);
        var inside = new StreamInside(server);
        var opened = TimeProvider.System.GetTimestamp();
        using var slow = await RawStream.OpenAsync(server.HttpAddress, $"symbols={List}&maxRate=max", LeastBuffer);
        using var other = await RawStream.OpenAsync(server.HttpAddress, "symbols=S0&maxRate=max");
        await other.NextAsync("ready");

        // A pause of the whole machine is none of the reader's: then the next one is longer.
        ReceivedEvent? behind = null;
        for (var pauseMicros = 2_000_000L; behind is null; pauseMicros *= 2)
        {
            await TickWhileOnlyTheOtherReadsAsync(ticks, inside, other, pauseMicros);
            behind = await ReadToSlowAsync(slow, inside.Channel("S0").Sequence);
        }

        Assert.Equal("behind", behind.Data.GetProperty("state").GetString());
        var openMillis = (long)TimeProvider.System.GetElapsedTime(opened).TotalMilliseconds;
        Assert.InRange(behind.Data.GetProperty("behindMs").GetInt64(), 1_000, openMillis);
        Assert.True(behind.Data.GetProperty("quotesMerged").GetInt64() >= 0);
        var stop = false;
        var keepTicking = Task.Run(async () =>
        {
            for (var round = 0; !Volatile.Read(ref stop); round++)
            {
                TickAll(ticks, round);
                await Task.Yield();
            }
        });
        Assert.Equal("recovered", (await slow.NextAsync("slow")).Data.GetProperty("state").GetString());
        Volatile.Write(ref stop, true);
        await keepTicking;

        var left = Enumerable.Range(0, Symbols).ToDictionary(i => $"S{i}", i => inside.Channel($"S{i}").Sequence);

        // Prices that no round had: each is an update.
        TickAll(ticks, -1);
        while (left.Count > 0)
        {
            var quote = await slow.NextAsync("quote");
            if (left.TryGetValue(quote.Symbol, out var sequence) && quote.Seq > sequence)
            {
                left.Remove(quote.Symbol);
            }
        }

        Assert.True(inside.Counters.ConflatedTotal > 0);
    }

    [Fact]
    public async Task Reader_that_never_reads_is_cut_off_and_counted_as_slow()
    {
        await using var server = await StartAsync(("Streaming:WriteTimeout", "00:00:01"));
        using var ticks = Open(server);
        var inside = new StreamInside(server);
        using var slow = await RawStream.OpenAsync(server.HttpAddress, $"symbols={List}&maxRate=max", LeastBuffer);

        var round = 0;
        await Eventually.True(() =>
        {
            TickAll(ticks, round++);
            return inside.Counters.ClosedTotal(StreamEnd.Slow) == 1;
        });

        Assert.Equal(0, inside.OpenStreams);
        Assert.Equal(0, inside.Counters.SlowNow);
        Assert.Equal(0, inside.Counters.ClosedTotal(StreamEnd.Error));
    }

    [Fact]
    public async Task Trades_faster_than_their_reader_hold_back_neither_quotes_nor_heartbeats_nor_the_goodbye()
    {
        string[] wanted = ["quote S1", "quote HOSE", "heartbeat", "status"];
        await using var server = await StartAsync(("Streaming:HeartbeatInterval", "00:00:00.5"));
        using var ticks = Open(server);
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=HOSE,S1,S2&trades=HOSE&maxRate=10", LeastBuffer);
        using var stop = new CancellationTokenSource();
        var hose = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                ticks.Trade("HOSE", 100, 1, $"{i}", "@");
                if (i % 100 == 0)
                {
                    ticks.Quote("S1", 100 + (i % 50), 200);
                    ticks.Status("S2", 2 + (i / 100 % 2), "T1");
                }
            }
        });
        var seen = new Dictionary<string, int>();
        var isEnding = false;
        var since = TimeProvider.System.GetTimestamp();
        while (await stream.NextAsync() is { } next)
        {
            var key = next.Name == "quote" ? $"quote {next.Symbol}" : next.Name;
            seen[key] = seen.GetValueOrDefault(key) + 1;

            // How long it takes until all were seen depends on the machine; what is starved never comes.
            var hasAll = seen.GetValueOrDefault("trade") > 1_000 && wanted.All(seen.ContainsKey);
            if (!isEnding && (hasAll || TimeProvider.System.GetElapsedTime(since) > Eventually.DefaultTimeout))
            {
                isEnding = true;
                ((Subscriber)new StreamInside(server).TheSubscriber().Target!).EndAfter(StreamEnd.Age, TimeSpan.Zero);
            }
        }

        await stop.CancelAsync();
        await hose;

        Assert.All(wanted, name => Assert.True(seen.ContainsKey(name), name));
        Assert.True(seen["trade"] > 1_000);
        Assert.Equal(1, seen["goodbye"]);
    }

    [Fact]
    public async Task After_a_stall_no_more_old_quotes_come_than_the_send_buffer_holds()
    {
        const int SendBuffer = 32 * 1024;
        await using var server = await StartAsync(("Streaming:SendBufferBytes", $"{SendBuffer}"));
        using var ticks = Open(server);
        ticks.Quote("S1", 100, 200);
        var inside = new StreamInside(server);
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=S1&maxRate=max", LeastBuffer);
        await stream.NextAsync("ready");

        // Until the kernel takes no more, and then on.
        long bytes = -1;
        var bid = 0L;
        await Eventually.True(async () =>
        {
            var last = bytes;
            for (var i = 0; i < 20; i++)
            {
                ticks.Quote("S1", 101 + (++bid % 1_000), 2_000);
                await Task.Delay(15);
            }

            bytes = inside.Counters.BytesTotal;
            return bytes == last;
        });
        ticks.Quote("S1", 1, 3_000);
        var old = 0L;
        while (true)
        {
            var quote = await stream.NextAsync("quote");
            if (quote.Data.GetProperty("ask").GetDecimal() == 30)
            {
                break;
            }

            old += quote.Data.GetRawText().Length;
        }

        // The kernel doubles what is asked for, for its own bookkeeping (socket(7)), of which small writes take more than half; the reader's own
        // buffer is as small as it can be; and one write was on its way.
        Assert.InRange(old, 1, 2 * SendBuffer);
    }

    [Fact]
    public async Task What_a_client_sends_behind_its_request_is_not_kept_without_bound()
    {
        const long Offered = 256L * 1024 * 1024;
        await using var server = await StartAsync(("Streaming:HeartbeatInterval", "00:00:00.2"));
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=S0");
        var garbage = new byte[256 * 1024];
        long taken = 0;
        stream.Socket.Blocking = false;
        while (taken < Offered && stream.Socket.Poll(TimeSpan.FromSeconds(2), SelectMode.SelectWrite))
        {
            taken += stream.Socket.Send(garbage, SocketFlags.None, out var error);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock, error.ToString());
        }

        Assert.True(taken < Offered / 4, $"the server took {taken} bytes");
        stream.Reset();
        var inside = new StreamInside(server);
        await Eventually.True(() => inside.OpenStreams == 0);
    }

    // Until so much of the other stream's own time has passed.
    private static async Task TickWhileOnlyTheOtherReadsAsync(TickSource ticks, StreamInside inside, RawStream other, long micros)
    {
        long began = 0, now = 0;
        for (var round = 0; now - began < micros; round++)
        {
            TickAll(ticks, round);
            var sequence = inside.Channel("S0").Sequence;
            ReceivedEvent quote;
            do
            {
                quote = await other.NextAsync("quote");
            }
            while (quote.Seq < sequence);
            now = quote.Data.GetProperty("sent").GetInt64();
            began = began == 0 ? now : began;
        }
    }

    // Null when the stream has come to this quote, and to the end of its write, without a word of being slow.
    private static async Task<ReceivedEvent?> ReadToSlowAsync(RawStream stream, long sequence)
    {
        var isCurrent = false;
        while (true)
        {
            var next = (await stream.NextAsync())!;
            if (next.Name == "slow")
            {
                return next;
            }

            isCurrent |= next.Name == "quote" && next.Symbol == "S0" && next.Seq >= sequence;
            if (isCurrent && next.Id is not null)
            {
                return null;
            }
        }
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("Streaming:SendBufferBytes", "4096"), ("Streaming:HighestMaxRate", "100"), .. settings]);

    private static TickSource Open(RunningServer server)
    {
        var ticks = new TickSource(server);
        TickAll(ticks, 0);
        return ticks;
    }

    private static void TickAll(TickSource ticks, int round)
    {
        for (var i = 0; i < Symbols; i++)
        {
            ticks.Quote($"S{i}", 100 + (round % 50), 200 + (round % 70));
        }
    }
}
