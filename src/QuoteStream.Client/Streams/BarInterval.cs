namespace QuoteStream.Client.Streams;

/// <summary>How long a bar is. Every bar begins at a multiple of its length since the Unix epoch, UTC.</summary>
public enum BarInterval
{
    OneSecond,
    OneMinute,
    FiveMinutes,
    OneHour,
}
