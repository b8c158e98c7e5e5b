namespace QuoteStream.EndToEnd.Tests;

/// <summary>Times as ticks carry them: nanoseconds since the Unix epoch, UTC.</summary>
internal static class Nanos
{
    private const ulong NanosPerDateTimeTick = 100;

    public static ulong Now => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * NanosPerDateTimeTick;
}
