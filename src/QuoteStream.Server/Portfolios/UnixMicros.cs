namespace QuoteStream.Server.Portfolios;

/// <summary>The clock of the ledger: microseconds since the Unix epoch.</summary>
internal static class UnixMicros
{
    public static long Now(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
