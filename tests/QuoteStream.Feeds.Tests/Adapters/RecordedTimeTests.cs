using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Tests.Adapters;

public sealed class RecordedTimeTests
{
    [Theory]
    [InlineData("9:30", "2017-07-10T20:00:00Z", "IEXG", "2017-07-10T13:30:00Z")]
    [InlineData("09:30:00.25", "2017-01-10T20:00:00Z", "IEXG", "2017-01-10T14:30:00.25Z")]
    [InlineData("15:59:59", "2017-07-11T01:00:00Z", "", "2017-07-10T19:59:59Z")]
    [InlineData("15:00", "2017-07-10T20:00:00Z", "XCME", "2017-07-10T20:00:00Z")]
    [InlineData("0:00", "2017-07-10T20:00:00Z", "PGSL", "2017-07-10T00:00:00Z")]
    [InlineData("2017-07-10T13:30:00Z", "2020-01-01T00:00:00Z", "IEXG", "2017-07-10T13:30:00Z")]
    [InlineData("2017-07-10T13:30:00+02:00", "2020-01-01T00:00:00Z", "IEXG", "2017-07-10T11:30:00Z")]
    public void A_time_of_day_is_the_venue_s_and_an_instant_is_itself(string text, string day, string venue, string expected)
    {
        Assert.True(RecordedTime.TryParse(text, out RecordedTime time));

        Assert.Equal(Nanos(expected), time.NanosAt(Nanos(day), venue));
    }

    [Theory]
    [InlineData("")]
    [InlineData("9")]
    [InlineData("25:00")]
    [InlineData("9:30pm")]
    [InlineData("2017-07-10")]
    [InlineData("2017-07-10T13:30:00")]
    [InlineData("1917-07-10T13:30:00Z")]
    [InlineData("2100-07-10T13:30:00Z")]
    public void What_could_mean_several_times_is_refused(string text) => Assert.False(RecordedTime.TryParse(text, out _));

    [Theory]
    [InlineData("10:00", "9:30", true)]
    [InlineData("9:30", "9:30", true)]
    [InlineData("9:30", "10:00", false)]
    [InlineData("2017-07-10T13:30:00Z", "2017-07-10T14:30:00+02:00", true)]
    [InlineData("2017-07-10T13:30:00Z", "9:30", false)]
    public void Two_times_are_compared_where_they_can_be(string time, string other, bool expected)
    {
        Assert.True(RecordedTime.TryParse(time, out RecordedTime a));
        Assert.True(RecordedTime.TryParse(other, out RecordedTime b));

        Assert.Equal(expected, a.IsNotBefore(b));
    }

    private static ulong Nanos(string time) =>
        (ulong)(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks * 100;
}
