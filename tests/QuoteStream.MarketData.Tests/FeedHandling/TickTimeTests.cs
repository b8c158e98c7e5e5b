using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>Which times a session takes. The clock stands at 14:30 UTC on a Wednesday, 2026-07-15.</summary>
public sealed class TickTimeTests
{
    private const ulong Hour = 3_600_000_000_000;
    private const ulong Day = 24 * Hour;

    private readonly TestMarket _market = new();

    private ulong Midnight => _market.Now - (14 * Hour) - (Hour / 2);

    [Fact]
    public void First_tick_begins_a_session_whatever_its_age()
    {
        Assert.Equal(TickOutcome.Applied, Apply(_market.Open("a"), 315_532_800_000_000_000));
        Assert.Equal(TickOutcome.Applied, Apply(_market.Open("b"), _market.Now - (4_000 * Day)));
        Assert.Equal(TickOutcome.Applied, Apply(_market.Open("c"), _market.Now + (60 * 1_000_000_000UL)));
    }

    [Fact]
    public void Tick_of_the_trade_date_before_the_first_ones_is_taken_and_an_older_one_is_not()
    {
        using var line = _market.Open();
        Assert.Equal(TickOutcome.Applied, Apply(line, _market.Now));
        Assert.Equal(TickOutcome.Applied, Apply(line, Midnight - Day));
        Assert.Equal(TickOutcome.Rejected, Apply(line, Midnight - Day - 1));
        var rejection = Assert.Single(line.TakeReport().Rejections);
        Assert.Equal(RejectReason.BadTime, rejection.Reason);
        Assert.Contains($"{Midnight - Day - 1} is older than {Midnight - Day}", rejection.Detail, StringComparison.Ordinal);
        Assert.Equal(TickOutcome.Applied, Apply(line, _market.Now));
    }

    [Fact]
    public void Monday_session_takes_the_trades_of_Friday()
    {
        _market.Clock.Advance(TimeSpan.FromDays(5));
        using var line = _market.Open();
        Assert.Equal(TickOutcome.Applied, Apply(line, _market.Now));
        Assert.Equal(TickOutcome.Applied, Apply(line, Midnight - (3 * Day) + (4 * Hour)));
        Assert.Equal(TickOutcome.Rejected, Apply(line, Midnight - (3 * Day) + (4 * Hour) - 1));
    }

    [Fact]
    public void Rejected_time_begins_no_session()
    {
        using var line = _market.Open();
        Assert.Equal(TickOutcome.Rejected, Apply(line, 1));
        Assert.Equal(TickOutcome.Rejected, Apply(line, ulong.MaxValue));
        Assert.Equal(TickOutcome.Applied, Apply(line, _market.Now - (4_000 * Day)));
    }

    [Fact]
    public void Lines_of_a_numbered_session_have_one_beginning()
    {
        using var a = _market.Open("test", "A");
        using var b = _market.Open("test", "B");
        Assert.Equal(TickOutcome.Applied, Apply(a, _market.Now, 1));
        Assert.Equal(TickOutcome.Rejected, Apply(b, _market.Now - (4 * Day), 2));
        Assert.Contains("older than", Assert.Single(b.TakeReport().Rejections).Detail, StringComparison.Ordinal);
        Assert.Equal(TickOutcome.Applied, Apply(b, _market.Now, 3));
    }

    [Fact]
    public void Another_session_line_or_provider_replays_older_days()
    {
        using var live = _market.Open("test", session: "today");
        Assert.Equal(TickOutcome.Applied, Apply(live, _market.Now, 1));
        using var replay = _market.Open("test", session: "in 2013");
        Assert.Equal(TickOutcome.Applied, Apply(replay, _market.Now - (4_000 * Day), 1));
        using var other = _market.Open("other", session: "today");
        Assert.Equal(TickOutcome.Applied, Apply(other, _market.Now - (4_000 * Day)));
        using var again = _market.Open("other", session: "today");
        Assert.Equal(TickOutcome.Applied, Apply(again, _market.Now - (5_000 * Day)));
    }

    [Fact]
    public void Session_that_lasts_takes_later_days()
    {
        using var line = _market.Open();
        for (var day = 0; day < 30; day++)
        {
            Assert.Equal(TickOutcome.Applied, Apply(line, _market.Now));
            _market.Clock.Advance(TimeSpan.FromDays(1));
        }
    }

    private TickOutcome Apply(FeedLine line, ulong timeNanos, ulong sequence = 0) =>
        TestMarket.Apply(line, _market.Quote("AAPL", 100, 1, 101, 1) with { VenueTimeNanos = timeNanos }, sequence);
}
