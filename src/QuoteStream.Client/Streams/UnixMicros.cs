namespace QuoteStream.Client.Streams;

/// <summary>Times on the wire: microseconds since the Unix epoch.</summary>
internal static class UnixMicros
{
    public static DateTimeOffset ToTime(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? ToTime(long? micros) => micros is { } value ? ToTime(value) : null;
}
