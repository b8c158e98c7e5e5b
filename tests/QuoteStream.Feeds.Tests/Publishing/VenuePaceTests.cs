using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Tests.Publishing;

public sealed class VenuePaceTests
{
    private const ulong Second = 1_000_000_000;
    private const ulong Start = 1_499_697_138 * Second;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_recording_begins_with_its_first_tick_at_once()
    {
        VenuePace pace = Recorded("1");

        Assert.Equal(VenuePace.BeforeAnyNanos, pace.DueVenueTimeNanos);
        Assert.Equal(TimeSpan.Zero, pace.TimeUntil(Start));
        Assert.Equal(Start, pace.DueVenueTimeNanos);
    }

    [Theory]
    [InlineData("1", 10)]
    [InlineData("10", 1)]
    [InlineData("0.5", 20)]
    [InlineData("1000", 0.01)]
    public void Time_passes_as_fast_as_it_was_asked_to(string speed, double seconds)
    {
        VenuePace pace = Recorded(speed);
        pace.TimeUntil(Start);

        Assert.Equal(TimeSpan.FromSeconds(seconds), pace.TimeUntil(Start + (10 * Second)));
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(Start + (10 * Second), pace.DueVenueTimeNanos);
    }

    [Fact]
    public void A_long_silence_is_shortened_and_time_goes_on_from_there()
    {
        VenuePace pace = Recorded("1");
        pace.TimeUntil(Start);
        ulong tomorrow = Start + (86_400 * Second);

        Assert.Equal(VenuePace.LongestPause, pace.TimeUntil(tomorrow));
        _clock.Advance(VenuePace.LongestPause);
        Assert.Equal(tomorrow, pace.DueVenueTimeNanos);
        Assert.Equal(TimeSpan.FromSeconds(3), pace.TimeUntil(tomorrow + (3 * Second)));
    }

    [Fact]
    public void A_damaged_time_far_ahead_does_not_let_the_rest_pass_at_once()
    {
        VenuePace pace = Recorded("1");
        pace.TimeUntil(Start);
        pace.TimeUntil(long.MaxValue);
        _clock.Advance(VenuePace.LongestPause);
        Assert.Equal((ulong)long.MaxValue, pace.DueVenueTimeNanos);

        Assert.Equal(TimeSpan.Zero, pace.TimeUntil(Start + (60 * Second)));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.TimeUntil(Start + (61 * Second)));
    }

    [Fact]
    public void Times_at_the_end_of_the_range_do_not_overflow()
    {
        VenuePace pace = Recorded("1000000");
        pace.TimeUntil(ulong.MaxValue - 5);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.InRange(pace.DueVenueTimeNanos, ulong.MaxValue - 5, ulong.MaxValue);
        Assert.InRange(pace.TimeUntil(ulong.MaxValue), TimeSpan.Zero, VenuePace.LongestPause);
    }

    [Fact]
    public void A_tick_s_time_by_the_wall_clock_is_when_it_is_due()
    {
        VenuePace pace = Recorded("10");
        Assert.Equal(Wall(), pace.WallNanosOf(Start - Second));
        pace.TimeUntil(Start);
        ulong anchored = Wall();
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(anchored, pace.WallNanosOf(Start));
        Assert.Equal(anchored + (2 * Second), pace.WallNanosOf(Start + (20 * Second)));

        // What was in force before the start has the start's time, and nothing is of the future.
        Assert.Equal(anchored, pace.WallNanosOf(Start - (3600 * Second)));
        Assert.Equal(Wall(), pace.WallNanosOf(Start + (3600 * Second)));
        Assert.Equal(Wall(), Recorded("max").WallNanosOf(Start));
    }

    [Fact]
    public void How_late_it_is_counts_in_our_time()
    {
        VenuePace pace = Recorded("10");
        pace.TimeUntil(Start);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(1), pace.TimeSince(Start + (20 * Second)));
        Assert.Equal(TimeSpan.FromSeconds(-1), pace.TimeSince(Start + (40 * Second)));
    }

    [Fact]
    public void At_top_speed_everything_is_due()
    {
        VenuePace pace = Recorded("max");

        Assert.Equal(ulong.MaxValue, pace.DueVenueTimeNanos);
        Assert.Equal(TimeSpan.Zero, pace.TimeUntil(Start));
    }

    [Theory]
    [InlineData("1", 5)]
    [InlineData("10", 5)]
    [InlineData("1", -5)]
    [InlineData("10", -5)]
    public void A_recording_that_begins_at_a_moment_keeps_it_whenever_its_first_tick_is_looked_at(string speed, int secondsFromNow)
    {
        DateTimeOffset begin = _clock.GetUtcNow() + TimeSpan.FromSeconds(secondsFromNow);
        Assert.True(PlaybackSpeed.TryParse(speed, out PlaybackSpeed parsed));
        VenuePace pace = VenuePace.Recorded(parsed, _clock, begin);

        TimeSpan wait = pace.TimeUntil(Start);

        Assert.Equal(TimeSpan.FromSeconds(Math.Max(secondsFromNow, 0)), wait);
        Assert.Equal(secondsFromNow < 0, pace.DueVenueTimeNanos >= Start);
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(Start + (ulong)((8 - secondsFromNow) * parsed.Factor * Second), pace.DueVenueTimeNanos);
    }

    [Fact]
    public void At_top_speed_it_waits_for_its_moment_too()
    {
        VenuePace pace = VenuePace.Recorded(PlaybackSpeed.Max, _clock, _clock.GetUtcNow() + TimeSpan.FromSeconds(5));

        Assert.Equal((VenuePace.BeforeAnyNanos, TimeSpan.FromSeconds(5)), (pace.DueVenueTimeNanos, pace.TimeUntil(Start)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((ulong.MaxValue, TimeSpan.Zero), (pace.DueVenueTimeNanos, pace.TimeUntil(Start)));
    }

    [Theory]
    [InlineData("20:00:00", "20:00:10")]
    [InlineData("20:00:07.9", "20:00:10")]
    [InlineData("20:00:08", "20:00:10")]
    [InlineData("20:00:08.1", "20:00:20")]
    [InlineData("23:59:59", "00:00:10")]
    public void Lines_begin_at_the_next_mark_that_leaves_time_to_connect(string now, string begin)
    {
        DateTimeOffset moment = new(DateOnly.FromDayNumber(739_000), TimeOnly.Parse(now), TimeSpan.Zero);

        Assert.Equal(TimeOnly.Parse(begin), TimeOnly.FromDateTime(LineStart.Next(moment).UtcDateTime));
    }

    [Fact]
    public void A_live_source_follows_the_wall_clock_over_any_pause()
    {
        VenuePace pace = VenuePace.Live(Start, _clock.GetUtcNow(), _clock);
        Assert.Equal(Start, pace.DueVenueTimeNanos);
        Assert.Equal(TimeSpan.FromSeconds(2), pace.TimeUntil(Start + (2 * Second)));

        _clock.Advance(TimeSpan.FromHours(8));

        Assert.Equal(TimeSpan.Zero, pace.TimeUntil(Start + (2 * Second)));
        Assert.Equal(Start + (8 * 3600 * Second), pace.DueVenueTimeNanos);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("1000001")]
    public void Speeds_that_make_no_sense_are_refused(string text) => Assert.False(PlaybackSpeed.TryParse(text, out _));

    private ulong Wall() => (ulong)(_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private VenuePace Recorded(string speed)
    {
        Assert.True(PlaybackSpeed.TryParse(speed, out PlaybackSpeed parsed));
        return VenuePace.Recorded(parsed, _clock);
    }
}
