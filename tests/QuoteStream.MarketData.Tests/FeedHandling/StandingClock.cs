namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>A clock whose timestamps stand still as well, until it is moved.</summary>
internal sealed class StandingClock : ManualClock
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;
}
