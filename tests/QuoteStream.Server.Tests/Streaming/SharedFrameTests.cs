using System.Text;
using System.Text.Json;
using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming;
using QuoteStream.Server.Streaming.Events;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class SharedFrameTests
{
    [Fact]
    public void Readers_never_see_torn_bytes_of_a_frame_that_writers_replace()
    {
        const int MaxBytes = 512;
        const int FramesEach = 200_000;
        var frame = new SharedFrame(MaxBytes);
        long writing = 2, copies = 0, turns = 0;
        void Write()
        {
            // A reader that only gets a core when all is written has copied nothing: the writers go on until one has.
            for (var i = 1; i <= FramesEach || (i < 1_000 * FramesEach && Interlocked.Read(ref copies) == 0); i++)
            {
                if (frame.TryBegin(out var buffer))
                {
                    // Length, bytes and stamp all follow from the number.
                    var number = Interlocked.Increment(ref turns);
                    var length = (int)(number % MaxBytes) + 1;
                    buffer[..length].Fill((byte)number);
                    frame.End(length, new FrameStamp(number, number * 3));
                }
            }

            Interlocked.Decrement(ref writing);
        }

        void Read()
        {
            var copy = new byte[MaxBytes];
            while (Interlocked.Read(ref writing) > 0)
            {
                var length = frame.TryCopy(1, copy, out var stamp);
                if (length > 0)
                {
                    Interlocked.Increment(ref copies);
                    Assert.Equal((int)(stamp.Number % MaxBytes) + 1, length);
                    Assert.Equal(stamp.Number * 3, stamp.ReceiveTimeNanos);
                    Assert.False(copy.AsSpan(0, length).ContainsAnyExcept((byte)stamp.Number), "torn");
                }
            }
        }

        ThreadRace.Run(Write, Write, Read, Read);

        Assert.True(copies > 0);
    }

    [Fact]
    public void Quote_frame_is_whole_and_at_least_as_new_as_the_channel_was()
    {
        const int Versions = 40_000;
        using var market = new StreamMarket();
        market.Ticks.Quote("AAPL", 1, 2);
        var channel = market.Channel("AAPL");
        var frame = market.Frames.For(channel).Quote;
        long writing = 1;
        void Write()
        {
            for (var i = 1; i <= Versions; i++)
            {
                // Every field follows from the bid.
                market.Ticks.Quote("AAPL", i, 2L * i, bidSize: (ulong)(3 * i), askSize: (ulong)(4 * i));
            }

            Interlocked.Decrement(ref writing);
        }

        void Read()
        {
            var bytes = new byte[QuoteEvent.MaxBytes];
            long last = 0;
            while (Interlocked.Read(ref writing) > 0)
            {
                var before = channel.Sequence;
                var length = frame.CopyNewest(bytes, out var stamp);
                Assert.True(stamp.Number >= before && stamp.Number >= last, "older than what was there");
                last = stamp.Number;
                var text = bytes.AsSpan(QuoteEvent.JsonStart, length - QuoteEvent.JsonStart - 1);
                using var json = JsonDocument.Parse(text.ToArray());
                Assert.Equal(stamp.Number, json.RootElement.GetProperty("seq").GetInt64());
                if (stamp.Number > 1)
                {
                    var bid = json.RootElement.GetProperty("bid").GetDecimal() * 100;
                    Assert.Equal(stamp.Number - 1, bid);
                    Assert.Equal(bid * 2, json.RootElement.GetProperty("ask").GetDecimal() * 100);
                    Assert.Equal(bid * 3, json.RootElement.GetProperty("bidSize").GetDecimal());
                    Assert.Equal(bid * 4, json.RootElement.GetProperty("askSize").GetDecimal());
                }
            }
        }

        ThreadRace.Run(Write, Read, Read, Read);
    }

    [Fact]
    public void One_version_is_encoded_once_for_all_who_come_after_it_without_allocating()
    {
        var clock = new CountingClock();
        using var market = new StreamMarket(clock);
        market.Ticks.Quote("AAPL", 100, 101);
        var frame = market.Frames.For(market.Channel("AAPL")).Quote;
        var bytes = new byte[QuoteEvent.MaxBytes];
        frame.CopyNewest(bytes, out _);
        var asked = clock.Asked;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            frame.CopyNewest(bytes, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // An encoding asks for the time once: "sent".
        Assert.Equal(asked, clock.Asked);
    }

    [Fact]
    public void Largest_quote_fits()
    {
        var state = QuoteState.Empty;
        var most = new MarketData.Ticks.Price(long.MaxValue - 1);
        var least = new MarketData.Ticks.Price(-long.MaxValue + 1);
        Assert.True(MarketData.Ticks.Mic.TryParse("XNAS", out var venue));
        state.Sequence = state.VenueTimeNanos = state.ReceiveTimeNanos = long.MaxValue;
        state.Nbbo = state.Nbbo with { Bid = least, BidSize = long.MaxValue, BidVenue = venue, Ask = least, AskSize = long.MaxValue, AskVenue = venue };
        state.LastSale = most;
        state.LastSaleSize = long.MaxValue;
        state.Volume = Int128.MinValue + 1;
        state.Open = state.High = state.Low = least;
        state.PreviousClose = new MarketData.Ticks.Price(1);
        var bytes = new byte[QuoteEvent.MaxBytes];

        // Plus signs are the longest once escaped: six bytes each.
        var length = new QuoteEvent(new string('+', 32)).Encode(state, long.MaxValue, bytes);

        JsonDocument.Parse(bytes.AsMemory(QuoteEvent.JsonStart, length - QuoteEvent.JsonStart)).Dispose();
        Assert.InRange(length, 1, QuoteEvent.MaxBytes);
    }

    [Fact]
    public void Trades_come_in_order_none_twice_and_none_missed_without_a_gap()
    {
        const int Trades = 60_000;
        using var market = new StreamMarket();
        market.Ticks.Trade("AAPL", 100, 1, "1", "@");
        var channel = market.Channel("AAPL");
        var frames = market.Frames.For(channel).Trades;
        long writing = 1, gaps = 0;
        void Write()
        {
            for (var i = 2; i <= Trades; i++)
            {
                market.Ticks.Trade("AAPL", 99 + i, (ulong)i, $"{i}", "@");
            }

            Interlocked.Decrement(ref writing);
        }

        Action Reader(int everySoOften) => () =>
        {
            var bytes = new byte[TradeEvent.MaxBytes];
            long cursor = 0, next = 1;
            while (next <= Trades)
            {
                var length = frames.CopyNext(ref cursor, bytes, out var read, out _);
                if (read == RingRead.Empty)
                {
                    Thread.Yield();
                    continue;
                }

                var lines = Encoding.UTF8.GetString(bytes, 0, length).Split('\n');
                using var json = JsonDocument.Parse(lines[1]["data: ".Length..]);
                if (read == RingRead.Lapped)
                {
                    Interlocked.Increment(ref gaps);
                    Assert.Equal("event: gap", lines[0]);
                    Assert.Equal(next, json.RootElement.GetProperty("firstMissed").GetInt64());
                    next = json.RootElement.GetProperty("lastMissed").GetInt64() + 1;
                    Assert.Equal(next - json.RootElement.GetProperty("firstMissed").GetInt64(), json.RootElement.GetProperty("missed").GetInt64());
                }
                else
                {
                    Assert.Equal("event: trade", lines[0]);
                    Assert.Equal(next, json.RootElement.GetProperty("seq").GetInt64());
                    Assert.Equal((99 + next) / 100m, json.RootElement.GetProperty("price").GetDecimal());
                    Assert.Equal(next, json.RootElement.GetProperty("size").GetInt64());
                    next++;
                }

                Assert.Equal(next - 1, cursor);
                if (everySoOften > 0 && next % everySoOften == 0)
                {
                    // Falls behind by more than the ring holds.
                    var newest = channel.Trades.Newest;
                    while (Interlocked.Read(ref writing) > 0 && channel.Trades.Newest < newest + 6_000)
                    {
                        Thread.Yield();
                    }
                }
            }
        };

        ThreadRace.Run(Write, Reader(0), Reader(0), Reader(500));

        Assert.True(gaps > 0, "the slow reader was never lapped");
    }

    private sealed class CountingClock : TimeProvider
    {
        public long Asked { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            Asked++;
            return base.GetUtcNow();
        }
    }
}
