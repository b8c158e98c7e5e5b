using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class FeedLineTests
{
    private readonly TestMarket _market = new();

    [Fact]
    public void Tick_seen_on_line_A_is_a_duplicate_on_line_B()
    {
        using var a = _market.Open(line: "A");
        using var b = _market.Open(line: "B");
        Assert.Equal(TickOutcome.Applied, Apply(a, 1, bid: 100));
        Assert.Equal(TickOutcome.Duplicate, Apply(b, 1, bid: 200));
        Assert.Equal(TickOutcome.Applied, Apply(b, 2, bid: 300));
        Assert.Equal(TickOutcome.Duplicate, Apply(a, 2, bid: 400));

        Assert.Equal(2, _market.State("AAPL").Sequence);
        Assert.Equal("3", _market.State("AAPL").Nbbo.Bid.ToString());
        var report = a.TakeReport();
        Assert.Equal((2UL, 1UL, 1UL, 0UL), (report.AcceptedThrough, report.Applied, report.Duplicates, report.Rejected));
        Assert.Equal(2, _market.Handler.Providers[0].CountTicks().Duplicates);
    }

    [Fact]
    public void New_session_numbers_anew_and_what_the_old_one_still_sends_is_a_duplicate()
    {
        using var old = _market.Open(line: "A", session: "monday");
        Apply(old, 500);
        using var young = _market.Open(line: "B", session: "tuesday");
        Assert.Equal(TickOutcome.Applied, Apply(young, 1, bid: 200));
        Assert.Equal(TickOutcome.Duplicate, Apply(old, 501, bid: 100));
        old.Heartbeat(900);

        Assert.Equal("2", _market.State("AAPL").Nbbo.Bid.ToString());
        Assert.Empty(old.TakeReport().Gaps);
        Assert.Equal((501UL, 1UL), (old.TakeReport().AcceptedThrough, old.TakeReport().Duplicates));
        Assert.Equal(TickOutcome.Applied, Apply(young, 2));
    }

    [Fact]
    public void Same_session_goes_on_counting_after_a_reconnection()
    {
        using (var first = _market.Open())
        {
            Apply(first, 1);
        }

        using var second = _market.Open();
        Assert.Equal(TickOutcome.Duplicate, Apply(second, 1));
        Assert.Equal(TickOutcome.Held, Apply(second, 4));
        _market.PassLineWait();
        Assert.Equal([new SequenceGap(2, 3)], second.TakeReport().Gaps);
        Assert.Equal(2, _market.Handler.Providers[0].CountTicks().Applied);
    }

    [Fact]
    public void Unnumbered_ticks_are_never_duplicates_and_accept_no_number()
    {
        using var line = _market.Open();
        Assert.Equal(TickOutcome.Applied, Apply(line, 0));
        Assert.Equal(TickOutcome.Applied, Apply(line, 0));
        var report = line.TakeReport();
        Assert.Equal((0UL, 2UL, 0UL), (report.AcceptedThrough, report.Applied, report.Duplicates));
    }

    [Fact]
    public void Empty_batch_accepts_nothing()
    {
        using var line = _market.Open();
        line.BeginBatch(5).Dispose();
        Assert.Equal(0UL, line.TakeReport().AcceptedThrough);
        Apply(line, 5);
        _market.PassLineWait();
        line.BeginBatch(9).Dispose();
        Assert.Equal(5UL, line.TakeReport().AcceptedThrough);
    }

    [Fact]
    public void Report_carries_a_hundred_of_each_list_and_counts_the_rest()
    {
        using var line = _market.Open();
        ulong sequence = 1;
        for (var i = 0; i < 250; i++)
        {
            Assert.Equal(i == 0 ? TickOutcome.Rejected : TickOutcome.Held, Apply(line, sequence, bid: -1));
            sequence += 2;
        }

        _market.PassLineWait();
        var report = line.TakeReport();
        Assert.Equal((FeedLine.MaxReported, FeedLine.MaxReported), (report.Rejections.Count, report.Gaps.Count));
        Assert.Equal((250UL, 499UL), (report.Rejected, report.AcceptedThrough));
        Assert.Equal((249, 249), (line.Counts.Gaps, line.Counts.Missing));
        Assert.Equal(250, _market.Handler.Rejections[RejectReason.BadPrice]);
        Assert.Empty(line.TakeReport().Rejections);
        Assert.Equal(0, _market.Symbols.Count);
    }

    [Fact]
    public void Numbers_at_the_end_of_the_range_and_wild_jumps_throw_nothing()
    {
        using var line = _market.Open();
        ulong[] wild = [1, 1UL << 62, long.MaxValue, 1UL << 63, 3, ulong.MaxValue - 1, ulong.MaxValue, 1, ulong.MaxValue];
        foreach (var sequence in wild)
        {
            using var batch = line.BeginBatch(sequence);
            for (var i = 0; i < 10; i++)
            {
                batch.Apply(_market.Quote("AAPL", 1, 1, 2, 1));
            }
        }

        foreach (var next in wild)
        {
            line.Heartbeat(next);
        }

        _market.PassLineWait();
        var report = line.TakeReport();
        Assert.Equal(ulong.MaxValue - 1, report.AcceptedThrough);
        Assert.Equal(90UL, report.Applied + report.Duplicates);
        Assert.Equal(long.MaxValue, line.Counts.Missing);
        Assert.Equal(long.MaxValue, _market.Handler.Providers[0].CountTicks().Missing);
    }

    [Fact]
    public void Lines_of_one_session_on_two_threads_apply_each_number_once()
    {
        const int Last = 100_000;
        using var a = _market.Open(line: "A");
        using var b = _market.Open(line: "B");
        void Send(FeedLine line)
        {
            for (ulong first = 1; first <= Last; first += 100)
            {
                using var batch = line.BeginBatch(first);
                for (var i = 0; i < 100; i++)
                {
                    batch.Apply(_market.Trade("AAPL", 100, 1));
                }
            }
        }

        ThreadRace.Run(() => Send(a), () => Send(b));
        Assert.Equal((Last, Last), (_market.State("AAPL").Sequence, _market.Channel("AAPL").Trades.Newest));
        var sum = _market.Handler.Providers[0].CountTicks();
        Assert.Equal((Last, Last, 0), (sum.AppliedOf(TickKind.Trade), sum.Duplicates, sum.Gaps));
    }

    [Fact]
    public void Terms_that_make_no_sense_are_refused_with_a_sentence()
    {
        var good = TestMarket.Terms();
        FeedTerms[] bad =
        [
            good with { Provider = "" }, good with { Provider = new string('a', 65) }, good with { Provider = "Nasdaq" },
            good with { Provider = "a b" }, good with { Line = "C" }, good with { SessionId = new string('x', 65) },
            good with { PriceExponent = 1 }, good with { PriceExponent = -10 }, good with { SizeExponent = int.MinValue },
            good with { Symbology = (ProviderSymbology)77 }, good with { Conditions = (SaleConditionScheme)77 },
        ];
        foreach (var terms in bad)
        {
            Assert.Null(_market.Handler.OpenLine(terms, out var refusal));
            Assert.False(string.IsNullOrEmpty(refusal));
        }

        Assert.Empty(_market.Handler.Providers);
    }

    [Fact]
    public void Providers_beyond_the_limit_are_refused_and_known_ones_are_not()
    {
        for (var i = 0; i < FeedHandler.MaxProviders; i++)
        {
            _market.Open(provider: $"p{i}").Dispose();
        }

        Assert.Null(_market.Handler.OpenLine(TestMarket.Terms("one-more"), out var refusal));
        Assert.Contains("256", refusal, StringComparison.Ordinal);
        _market.Open(provider: "p7").Dispose();
        Assert.Equal(FeedHandler.MaxProviders, _market.Handler.Providers.Count);
    }

    private TickOutcome Apply(FeedLine line, ulong sequence, long bid = 100) =>
        TestMarket.Apply(line, _market.Quote("AAPL", bid, 1, 1_000, 1), sequence);
}
