using System.Text;
using QuoteStream.Feeds.Crypto;

namespace QuoteStream.Feeds.Tests.Crypto;

public sealed class UtcTextTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2026-08-09T21:05:48.228568804Z", 1_786_309_548_228_568_804)]
    [InlineData("2026-08-09T21:05:38.50436Z", 1_786_309_538_504_360_000)]
    [InlineData("2026-08-09T21:05:38Z", 1_786_309_538_000_000_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_799_000_000_000)]
    public void A_time_is_read_to_the_nanosecond(string text, ulong nanos)
    {
        Assert.True(UtcText.TryRead(Encoding.ASCII.GetBytes(text), out ulong time));
        Assert.Equal(nanos, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-08-09")]
    [InlineData("2026-08-09T21:05:48")]
    [InlineData("2026-08-09T21:05:48+02:00")]
    [InlineData("2026-08-09 21:05:48Z")]
    [InlineData("2026-13-09T21:05:48Z")]
    [InlineData("2026-02-30T21:05:48Z")]
    [InlineData("2026-08-09T24:05:48Z")]
    [InlineData("2026-08-09T21:05:61Z")]
    [InlineData("2026-08-09T21:05:48.Z")]
    [InlineData("2026-08-09T21:05:48.1234567890Z")]
    [InlineData("2026-08-09T21:05:48.-12Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void What_is_no_time_in_utc_is_none(string text) => Assert.False(UtcText.TryRead(Encoding.ASCII.GetBytes(text), out _));
}
