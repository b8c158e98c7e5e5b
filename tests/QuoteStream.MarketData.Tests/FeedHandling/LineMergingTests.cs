using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>Two disturbed lines against the same feed undisturbed. A failure prints the seed, and FsCheck a smaller case.</summary>
public sealed class LineMergingTests
{
    private static readonly Arbitrary<int> Seeds = ArbMap.Default.ArbFor<int>();
    private static readonly Arbitrary<int> Counts = Gen.Choose(1, 400).ToArbitrary();
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void Feed_that_arrives_whole_on_either_line_is_the_undisturbed_feed() =>
        Prop.ForAll(Seeds, Counts, (seed, count) =>
        {
            var random = new Random(seed);
            var first = random.Next(3) == 0 ? (ulong)random.NextInt64(2, long.MaxValue) : 1;
            var feed = ScriptedTick.MakeFeed(random, count);
            var merged = new DisturbedFeed(feed, first);
            var packets = Packet.Deliver(random, first, count, mayLoseBoth: false);
            var step = merged.Market.Handler.Options.LineWait / (packets.Count + 1);
            foreach (var packet in packets)
            {
                merged.Send(packet);
                merged.CheckReports();
                merged.Market.Clock.Advance(step * random.NextDouble());
            }

            merged.Market.PassLineWait();
            merged.CheckReports();

            var plain = new DisturbedFeed(feed, first: 1);
            plain.Send(new Packet(0, 1, count));
            Assert.Equal(plain.Describe(), merged.Describe());
            Assert.Equal(0, merged.Counts.Gaps);
            Assert.Equal(count, merged.Counts.Applied + merged.Counts.Rejected);
            Assert.Equal(packets.Sum(packet => packet.Count), count + merged.Counts.Duplicates);
            Assert.Equal(default, merged.Market.HeldOf("test"));
        }).Check(Often);

    [Fact]
    public void What_both_lines_lose_is_missing_and_nothing_else() =>
        Prop.ForAll(Seeds, Counts, (seed, count) =>
        {
            var random = new Random(seed);
            var feed = ScriptedTick.MakeFeed(random, count);
            var merged = new DisturbedFeed(feed, first: 1);
            var packets = Packet.Deliver(random, first: 1, count, mayLoseBoth: true);
            merged.Send(new Packet(0, 1, 0));
            packets.ForEach(merged.Send);
            merged.Market.PassLineWait();

            var arrived = new bool[count + 1];
            packets.ForEach(packet => Array.Fill(arrived, true, (int)packet.First, packet.Count));
            var last = (int)packets.Select(packet => packet.First + (ulong)packet.Count).Append(1UL).Max() - 1;

            // Where nothing waits, a hole is a gap at once.
            var plain = new DisturbedFeed(feed, first: 1, new FeedHandlingOptions { LineWait = TimeSpan.Zero });
            plain.Send(new Packet(0, 1, 0));
            for (var i = 1; i <= last; i++)
            {
                if (arrived[i])
                {
                    plain.Send(new Packet(0, (ulong)i, 1));
                }
            }

            plain.Send(new Packet(0, (ulong)last + 1, 0));
            Assert.Equal(plain.Describe(), merged.Describe());
            Assert.Equal(plain.Counts.Missing, merged.Counts.Missing);
            Assert.Equal(arrived[1..(last + 1)].Count(here => !here), merged.Counts.Missing);
            Assert.Equal((ulong)last, merged.AcceptedThrough);
        }).Check(Often);

    // Whatever a provider makes of its numbers, lines and sessions.
    [Fact]
    public void Wild_numbers_throw_nothing_hold_bounded_memory_and_never_go_back() =>
        Prop.ForAll(Seeds, Counts, (seed, count) =>
        {
            var random = new Random(seed);
            var feed = new DisturbedFeed(ScriptedTick.MakeFeed(random, 64), first: 1);
            for (var step = 0; step < count; step++)
            {
                switch (random.Next(20))
                {
                    case 0:
                        feed.Market.Clock.Advance(feed.Market.Handler.Options.LineWait * random.NextDouble());
                        break;
                    case 1:
                        feed.Reopen(random.Next(2), isNewSession: random.Next(4) == 0);
                        break;
                    case 2 or 3:
                        feed.SendWild(new Packet(random.Next(2), Wild(random), 0));
                        break;
                    default:
                        feed.SendWild(new Packet(random.Next(2), Wild(random), random.Next(1, 30)));
                        break;
                }

                feed.CheckReports();
                var (runs, bytes) = feed.Market.HeldOf("test");
                Assert.InRange(runs, 0, HeldRuns.MaxRuns);
                Assert.InRange(bytes, 0, HeldRuns.MaxBytes);
            }

            feed.Market.PassLineWait();
            Assert.Equal(default, feed.Market.HeldOf("test"));
            var counts = feed.Counts;
            Assert.Equal(feed.Sent, counts.Applied + counts.Rejected + counts.Duplicates);
        }).Check(Often);

    private static ulong Wild(Random random)
    {
        ulong near = random.Next(6) switch
        {
            0 => 1UL << 63,
            1 => long.MaxValue,
            2 => ulong.MaxValue - 20,
            3 => (ulong)random.NextInt64(),
            _ => 0,
        };
        var number = unchecked(near + (ulong)random.Next(200));
        return number == 0 ? 1 : number;
    }
}
