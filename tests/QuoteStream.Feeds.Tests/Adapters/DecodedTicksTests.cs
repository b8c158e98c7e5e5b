using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Adapters;

public sealed class DecodedTicksTests
{
    [Fact]
    public void A_message_s_number_is_its_tick_s_and_one_without_a_tick_is_held()
    {
        var source = Open(new(5, 1, []), new(6, 1, ["A"]), new(7, 1, []), new(8, 1, ["B"]));

        Assert.Equal([(6, "A"), (7, "A="), (8, "B")], Read(source));
        Assert.Equal(1, source.Held);
    }

    [Fact]
    public void What_a_message_owes_has_the_number_of_the_next_that_means_nothing()
    {
        var source = Open(new(1, 1, ["A"], Owed: ["A", "B"]), new(2, 1, ["C"]), new(3, 1, []), new(4, 1, []), new(5, 1, []));

        Assert.Equal([(1, "A"), (2, "C"), (3, "A"), (4, "B"), (5, "B=")], Read(source));
    }

    [Fact]
    public void What_is_owed_at_the_end_follows_it()
    {
        Assert.Equal([(7, "A"), (8, "B"), (9, "C")], Read(Open(new PlainDecoder.Message(7, 1, ["A"], Owed: ["B", "C"]))));
        Assert.Equal([(7, "A"), (8, "B"), (9, "C")], Read(Open(new PlainDecoder.Message(7, 1, ["A"], Owed: ["B", "C"])), maxTicks: 1));
    }

    [Fact]
    public void What_is_owed_at_a_session_s_end_belongs_to_it()
    {
        var source = Open(new(7, 1, ["A"], Owed: ["B"]), new(1, 2, ["C"], StartsSession: true), new(2, 2, ["D"]));
        var batch = new TickBatch();

        Assert.Equal(TickReadingEnd.SessionEnded, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal((7ul, 2), (batch.FirstSequence, batch.Count));
        batch.Clear();
        Assert.Equal(TickReadingEnd.EndOfTicks, source.Read(batch, 500, ulong.MaxValue).End);
        Assert.Equal((1ul, 2), (batch.FirstSequence, batch.Count));
    }

    [Fact]
    public void Feeds_without_numbers_are_counted()
    {
        var source = Open(new(0, 1, []), new(0, 1, ["A", "B"], Owed: ["C"]), new(0, 1, ["D"]));

        Assert.Equal([(1, "A"), (2, "B"), (3, "C"), (4, "D")], Read(source));
    }

    [Fact]
    public void Of_selected_symbols_the_ticks_are_counted_and_losses_are_left_out_of_the_count()
    {
        PlainDecoder.Message[] messages =
            [new(10, 1, ["A"]), new(11, 1, ["B"], Owed: ["A"]), new(12, 1, []), new(16, 1, ["A"]), new(11, 1, ["A"]), new(17, 1, ["LONGER-THAN-8"])];
        var source = new DecodedTicks(new PlainDecoder(messages), new SymbolFilter(["A", "LONGER-THAN-8"]));

        // Three messages are missing before the sixteenth; the second copy of the eleventh says nothing new.
        Assert.Equal([(1, "A"), (2, "A"), (6, "A"), (7, "LONGER-THAN-8")], Read(source));
        Assert.Equal(1, source.Unselected);
    }

    [Fact]
    public void Ticks_wait_until_they_are_due()
    {
        var source = Open(new(1, 10, ["A"]), new(2, 20, ["B"]));
        var batch = new TickBatch();

        Assert.Equal(new TickReading(TickReadingEnd.NotDue, 10), source.Read(batch, 500, 9));
        Assert.Equal(new TickReading(TickReadingEnd.NotDue, 20), source.Read(batch, 500, 19));
        Assert.Equal(1, batch.Count);
        Assert.Equal(TickReadingEnd.EndOfTicks, source.Read(batch, 500, 20).End);
        Assert.Equal(2, batch.Count);
    }

    [Fact]
    public void A_numbered_message_that_means_two_ticks_at_once_is_a_mistake()
    {
        Assert.Throws<InvalidOperationException>(() => Read(Open(new PlainDecoder.Message(1, 1, ["A", "B"]))));
    }

    private static DecodedTicks Open(params PlainDecoder.Message[] messages) => new(new PlainDecoder(messages));

    private static (int Number, string Symbol)[] Read(ITickSource source, int maxTicks = 500) =>
        [.. PublishedTicks.ReadAll(source, maxTicks).Select(t => ((int)t.Sequence, t.Tick.Symbol + (t.Tick.EventCase == Tick.EventOneofCase.Reference ? "=" : "")))];
}
