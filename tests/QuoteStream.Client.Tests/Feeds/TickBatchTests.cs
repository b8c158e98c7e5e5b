using System.Text;
using Google.Protobuf;
using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;
using Xunit.Abstractions;

namespace QuoteStream.Client.Tests.Feeds;

public class TickBatchTests(ITestOutputHelper output)
{
    [Fact]
    public void Any_ticks_are_encoded_byte_for_byte_as_the_generated_classes_encode_them()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var ticks = new RandomTicks(new Random(seed));
        var batch = new TickBatch(64);
        for (int round = 0; round < 300; round++)
        {
            batch.Clear();
            var expected = new PublishRequest { FirstSequence = batch.FirstSequence = ticks.Number() };
            for (int i = round % 40; i > 0; i--)
            {
                Tick tick = ticks.Next();
                expected.Ticks.Add(tick);
                AddField(batch, tick);
            }

            Assert.Equal(expected.ToByteArray(), Message(batch));
            Assert.Equal(expected.CalculateSize(), batch.ByteCount);
            Assert.Equal(expected.Ticks.Count, batch.Count);
        }
    }

    [Fact]
    public void Generated_ticks_are_taken_as_they_are()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var ticks = new RandomTicks(new Random(seed));
        var batch = new TickBatch(64);
        var expected = new PublishRequest();
        for (int i = 0; i < 500; i++)
        {
            Tick tick = ticks.Next();
            expected.Ticks.Add(tick);
            batch.Add(tick);
        }

        Assert.Equal(expected, PublishRequest.Parser.ParseFrom(Message(batch)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(100_000)]
    public void Texts_of_any_length_leave_their_neighbours_intact(int length)
    {
        var batch = new TickBatch(64);
        byte[] text = Encoding.ASCII.GetBytes(new string('x', length));
        batch.AddTrade("AAPL"u8, 1, 2, 3, text, text, "XNAS"u8);
        batch.AddCorrection(text, 1, text, 2, 3, text, text, text);
        batch.AddQuote("MSFT"u8, 4, 5, 6, 7, 8);

        PublishRequest message = PublishRequest.Parser.ParseFrom(Message(batch));

        Assert.Equal(["AAPL", new string('x', length), "MSFT"], message.Ticks.Select(tick => tick.Symbol));
        Assert.Equal(length, message.Ticks[0].Trade.Conditions.Length);
        Assert.Equal("XNAS", message.Ticks[0].Venue);
        Assert.Equal(length, message.Ticks[1].Correction.Corrected.Id.Length);
        Assert.Equal(8u, message.Ticks[2].Quote.AskSize);
    }

    [Fact]
    public void The_first_sequence_can_be_changed_after_the_ticks_were_added()
    {
        var batch = new TickBatch();
        batch.AddQuote("AAPL"u8, 1, 2, 3, 4, 5);
        foreach (ulong first in new ulong[] { 0UL, 1, 127, 128, 1UL << 56, ulong.MaxValue, 7, 0 })
        {
            batch.FirstSequence = first;
            PublishRequest message = PublishRequest.Parser.ParseFrom(Message(batch));
            Assert.Equal(first, message.FirstSequence);
            Assert.Equal(4, message.Ticks[0].Quote.AskPrice);
        }
    }

    [Fact]
    public void Adding_ticks_to_a_grown_batch_does_not_allocate()
    {
        var batch = new TickBatch();
        void Fill()
        {
            batch.Clear();
            for (int i = 0; i < 500; i++)
            {
                batch.AddQuote("AAPL"u8, 1_763_629_200_123_456_789, 1_891_200, 300, 1_891_400, 200);
                batch.AddTrade("AAPL"u8, 1_763_629_200_123_456_789, 1_891_300, 100, "12345"u8, "@  I"u8, "XNAS"u8);
            }

            batch.FirstSequence = 77;
            batch.Frame();
        }

        Fill();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_batch_takes_ten_thousand_ticks_and_no_more()
    {
        var batch = new TickBatch();
        for (int i = 0; i < TickBatch.MaxTicks; i++)
        {
            Assert.False(batch.IsFull);
            batch.AddCancel("AAPL"u8, 1, "1"u8);
        }

        Assert.True(batch.IsFull);
        Assert.Throws<InvalidOperationException>(() => batch.AddCancel("AAPL"u8, 1, "1"u8));
        Assert.Throws<InvalidOperationException>(() => batch.Add(new Tick()));
        Assert.Equal(TickBatch.MaxTicks, PublishRequest.Parser.ParseFrom(Message(batch)).Ticks.Count);
    }

    [Fact]
    public void A_batch_stays_within_the_message_limit()
    {
        var batch = new TickBatch { FirstSequence = ulong.MaxValue };
        byte[] id = new byte[800];
        while (true)
        {
            bool full = batch.IsFull;
            try
            {
                batch.AddCancel("AAPL"u8, 1, id);
            }
            catch (InvalidOperationException)
            {
                Assert.True(full);
                break;
            }
        }

        Assert.InRange(batch.ByteCount, TickBatch.MaxMessageBytes - 2048, TickBatch.MaxMessageBytes);
        Assert.Equal(batch.Count, PublishRequest.Parser.ParseFrom(Message(batch)).Ticks.Count);
        batch.Clear();
        Assert.Equal((0, 0, false), (batch.Count, batch.ByteCount, batch.IsFull));
    }

    [Fact]
    public void A_tick_larger_than_a_message_is_refused_and_leaves_the_batch_as_it_was()
    {
        var batch = new TickBatch();
        batch.AddStatus("AAPL"u8, 1, TradingState.Halted, "T1"u8);
        Assert.Throws<InvalidOperationException>(() => batch.AddStatus("AAPL"u8, 1, TradingState.Halted, new byte[TickBatch.MaxMessageBytes]));
        Assert.Equal("T1", Assert.Single(PublishRequest.Parser.ParseFrom(Message(batch)).Ticks).Status.Reason);
    }

    [Fact]
    public void Encoded_ticks_are_taken_over_and_can_be_written_over()
    {
        var source = new TickBatch();
        source.AddTrade("AAPL"u8, 1, 100, 5, "0001"u8, "@"u8);
        source.AddCancel("MSFT"u8, 2, "0002"u8);
        var batch = new TickBatch(initialCapacityBytes: 1) { FirstSequence = 7 };
        batch.AddStatus("IBM"u8, 1, TradingState.Halted, "T1"u8);

        Span<byte> added = batch.AddEncoded(source.EncodedTicks, source.Count);
        "9999"u8.CopyTo(added[added.IndexOf("0001"u8)..]);

        Tick[] ticks = [.. PublishRequest.Parser.ParseFrom(Message(batch)).Ticks];
        Assert.Equal((3, 3, "IBM"), (batch.Count, ticks.Length, ticks[0].Symbol));
        Assert.Equal(("9999", "0002"), (ticks[1].Trade.Id, ticks[2].Cancel.Id));
    }

    [Fact]
    public void Encoded_ticks_that_are_too_many_or_too_large_are_refused()
    {
        var batch = new TickBatch();
        batch.AddCancel("AAPL"u8, 1, "1"u8);

        Assert.Throws<ArgumentOutOfRangeException>(() => batch.AddEncoded([], 0));
        Assert.Throws<InvalidOperationException>(() => { batch.AddEncoded(new byte[10], TickBatch.MaxTicks); });
        Assert.Throws<InvalidOperationException>(() => { batch.AddEncoded(new byte[TickBatch.MaxMessageBytes], 1); });
        Assert.Equal((1, 1), (batch.Count, PublishRequest.Parser.ParseFrom(Message(batch)).Ticks.Count));
    }

    private static byte[] Message(TickBatch batch)
    {
        ReadOnlySpan<byte> frame = batch.Frame().Span;
        Assert.Equal(0, frame[0]);
        Assert.Equal(frame.Length - 5, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame[1..]));
        return frame[5..].ToArray();
    }

    private static void AddField(TickBatch batch, Tick tick)
    {
        byte[] symbol = Encoding.UTF8.GetBytes(tick.Symbol);
        byte[] venue = Encoding.UTF8.GetBytes(tick.Venue);
        switch (tick.EventCase)
        {
            case Tick.EventOneofCase.Quote:
                Quote quote = tick.Quote;
                batch.AddQuote(symbol, tick.Time, quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize, venue);
                break;
            case Tick.EventOneofCase.Trade:
                Trade trade = tick.Trade;
                batch.AddTrade(
                    symbol, tick.Time, trade.Price, trade.Size, Encoding.UTF8.GetBytes(trade.Id), Encoding.UTF8.GetBytes(trade.Conditions), venue);
                break;
            case Tick.EventOneofCase.Cancel:
                batch.AddCancel(symbol, tick.Time, Encoding.UTF8.GetBytes(tick.Cancel.Id), venue);
                break;
            case Tick.EventOneofCase.Correction:
                Trade corrected = tick.Correction.Corrected;
                batch.AddCorrection(
                    symbol,
                    tick.Time,
                    Encoding.UTF8.GetBytes(tick.Correction.Id),
                    corrected.Price,
                    corrected.Size,
                    Encoding.UTF8.GetBytes(corrected.Id),
                    Encoding.UTF8.GetBytes(corrected.Conditions),
                    venue);
                break;
            case Tick.EventOneofCase.Status:
                batch.AddStatus(symbol, tick.Time, tick.Status.State, Encoding.UTF8.GetBytes(tick.Status.Reason), venue);
                break;
            default:
                batch.AddReference(symbol, tick.Time, tick.Reference, venue);
                break;
        }
    }
}
