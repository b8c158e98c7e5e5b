using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Publishing;

public sealed class FaultyLineTests
{
    private const int Packets = 2_000;
    private const int TicksPerPacket = 3;

    [Fact]
    public async Task A_line_that_only_repeats_and_reorders_brings_everything()
    {
        (FaultyLine line, FeedTotals totals) = await SendAsync(new FaultRates { Duplicate = 0.1, Reorder = 5, Seed = 3 });

        Assert.Equal(0, line.Dropped.Packets);
        Assert.InRange(line.Duplicated.Packets, Packets / 20, Packets / 5);
        Assert.InRange(line.Reordered.Packets, Packets / 20, Packets / 5);
        Assert.Equal(TicksPerPacket * (Packets + line.Duplicated.Packets), totals.Sent);
        Assert.Equal((Packets * TicksPerPacket, line.Duplicated.Ticks, 0), (totals.Applied, totals.Duplicates, totals.Gaps));
    }

    [Fact]
    public async Task What_is_dropped_is_a_gap_of_just_its_numbers_also_at_the_end()
    {
        (FaultyLine line, FeedTotals totals) = await SendAsync(new FaultRates { Drop = 0.02, Seed = 4 });

        // Few enough that all of them fit into one answer of the server.
        Assert.InRange(line.Dropped.Packets, Packets / 100, Packets / 25);
        Assert.Equal((Packets * TicksPerPacket) - line.Dropped.Ticks, totals.Applied);
        Assert.Equal(line.Dropped.Ticks, totals.Missing);
    }

    [Fact]
    public async Task The_same_seed_strikes_the_same_packets()
    {
        var rates = new FaultRates { Drop = 0.2, Duplicate = 0.1, Reorder = 3, Seed = 5 };

        (FaultyLine first, _) = await SendAsync(rates);
        (FaultyLine second, _) = await SendAsync(rates);
        (FaultyLine other, _) = await SendAsync(rates with { Seed = 6 });

        Assert.Equal((first.Dropped, first.Duplicated, first.Reordered), (second.Dropped, second.Duplicated, second.Reordered));
        Assert.NotEqual((first.Dropped, first.Duplicated, first.Reordered), (other.Dropped, other.Duplicated, other.Reordered));
    }

    [Theory]
    [InlineData(-0.1, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1.5, 0)]
    [InlineData(0, double.NaN, 0)]
    [InlineData(0, 0, -1)]
    [InlineData(0, 0, FaultRates.MostPacketsLate + 1)]
    public void Rates_that_make_no_sense_are_refused(double drop, double duplicate, int reorder) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new FaultyLine(new FaultRates { Drop = drop, Duplicate = duplicate, Reorder = reorder }, TimeProvider.System));

    private static async Task<(FaultyLine Line, FeedTotals Totals)> SendAsync(FaultRates rates)
    {
        // Longer than the line holds a packet back, on however busy a machine.
        await using RunningServer server = await RunningServer.StartAsync(("Ingest:LineWait", "00:00:02"));
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.GrpcAddress, Provider = "faulty", Venue = "XNAS", PriceExponent = -4,
        });
        var line = new FaultyLine(rates, TimeProvider.System);
        var batch = new TickBatch();
        for (ulong packet = 0; packet < Packets; packet++)
        {
            batch.Clear();
            batch.FirstSequence = (packet * TicksPerPacket) + 1;
            for (int i = 0; i < TicksPerPacket; i++)
            {
                batch.AddQuote("AAPL"u8, 1_700_000_000_000_000_000 + batch.FirstSequence, 1_000_000, 100, 1_000_100, 100);
            }

            await line.PublishAsync(batch, publisher, CancellationToken.None);
        }

        await line.EndSessionAsync(publisher, CancellationToken.None);
        return (line, await publisher.CompleteAsync());
    }
}
