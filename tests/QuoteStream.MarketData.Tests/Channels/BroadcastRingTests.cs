using QuoteStream.MarketData.Channels;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class BroadcastRingTests
{
    private const long Slow = BroadcastRing<long>.LapNanos; // Each item old enough to be overwritten when the next comes.

    [Theory]
    [InlineData(3, 8)]
    [InlineData(8, 12)]
    [InlineData(16, 8)]
    [InlineData(0, 8)]
    public void Capacities_must_be_powers_of_two_in_order(int initial, int max) =>
        Assert.Throws<ArgumentException>(() => new BroadcastRing<long>(initial, max));

    [Fact]
    public void Empty_ring_holds_nothing_and_costs_nothing()
    {
        var ring = new BroadcastRing<long>(8, 64);
        var cursor = 0L;
        Assert.Equal((0, 1, 0), (ring.Newest, ring.OldestHeld, ring.Capacity));
        Assert.Equal(RingRead.Empty, ring.TryRead(ref cursor, out _, out _));
        Assert.False(ring.TryGet(0, out _) || ring.TryGet(1, out _) || ring.TryGet(long.MinValue, out _));
    }

    [Fact]
    public void Items_have_the_numbers_one_two_three_and_are_read_in_that_order()
    {
        var ring = new BroadcastRing<long>(8, 64);
        var cursor = 0L;
        for (var number = 1L; number <= 5; number++)
        {
            Assert.Equal(number, ring.Append(number * 10, number * Slow));
            Assert.Equal(RingRead.Item, ring.TryRead(ref cursor, out var item, out var missed));
            Assert.Equal((number, number * 10, 0), (cursor, item, missed));
        }

        Assert.Equal(RingRead.Empty, ring.TryRead(ref cursor, out _, out _));
        Assert.Equal(5, cursor);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(1000, 992)]
    public void Lapped_reader_learns_exactly_how_many_it_missed(int written, int missedItems)
    {
        var ring = Fill(new BroadcastRing<long>(8, 8), written, Slow);
        var cursor = 0L;
        if (missedItems > 0)
        {
            Assert.Equal(RingRead.Lapped, ring.TryRead(ref cursor, out _, out var missed));
            Assert.Equal((missedItems, missedItems), (missed, cursor));
        }

        for (var number = missedItems + 1L; number <= written; number++)
        {
            Assert.Equal(RingRead.Item, ring.TryRead(ref cursor, out var item, out _));
            Assert.Equal(number, item);
        }

        Assert.Equal(RingRead.Empty, ring.TryRead(ref cursor, out _, out _));
    }

    [Fact]
    public void Held_items_are_got_by_number_and_no_others()
    {
        var ring = Fill(new BroadcastRing<long>(8, 8), 100, Slow);
        Assert.Equal(93, ring.OldestHeld);
        for (var number = -10L; number <= 110; number++)
        {
            Assert.Equal(number is >= 93 and <= 100, ring.TryGet(number, out var item));
            Assert.True(item == 0 || item == number);
        }
    }

    [Fact]
    public void Burst_after_a_long_silence_overwrites_no_item_younger_than_the_lap()
    {
        var ring = Fill(new BroadcastRing<long>(8, 1024), 12, Slow); // In the middle of a slow lap.
        var cursor = ring.Newest;
        for (var i = 13L; i <= 1012; i++)
        {
            ring.Append(i, (12 * Slow) + i);
        }

        for (var number = 13L; number <= 1012; number++)
        {
            Assert.Equal(RingRead.Item, ring.TryRead(ref cursor, out var item, out _));
            Assert.Equal(number, item);
        }
    }

    [Fact]
    public void Ring_grows_while_items_are_young_and_not_beyond_its_largest()
    {
        var ring = Fill(new BroadcastRing<long>(8, 32), 8, 0);
        Assert.Equal((8, 1), (ring.Capacity, ring.OldestHeld));
        Fill(ring, 1, 0);
        Assert.Equal((16, 1), (ring.Capacity, ring.OldestHeld));
        Fill(ring, 8, 0);
        Assert.Equal((32, 1), (ring.Capacity, ring.OldestHeld));
        Fill(ring, 15, 0);
        Assert.Equal((32, 1), (ring.Capacity, ring.OldestHeld));
        Fill(ring, 1, 0);
        Assert.Equal((32, 2), (ring.Capacity, ring.OldestHeld));
    }

    [Fact]
    public void Slow_symbol_keeps_its_small_ring()
    {
        var ring = Fill(new BroadcastRing<long>(8, 32), 1000, Slow);
        Assert.Equal((8, 993), (ring.Capacity, ring.OldestHeld));
    }

    [Fact]
    public void Append_to_a_grown_ring_allocates_nothing()
    {
        var ring = Fill(new BroadcastRing<long>(8, 32), 100, 0);
        AllocationAssert.None(() => ring.Append(1, 0));
    }

    private static BroadcastRing<long> Fill(BroadcastRing<long> ring, int count, long stepNanos)
    {
        for (var i = 0; i < count; i++)
        {
            var number = ring.Newest + 1;
            ring.Append(number, number * stepNanos);
        }

        return ring;
    }
}
