using System.Net;
using System.Threading.RateLimiting;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Security;

/// <summary>How many requests with bad credentials an address may send, and how many tickets and sessions a subject may ask for.</summary>
/// <remarks>
/// Any number of threads. Who asks is sorted into a fixed number of slots by a hash that nobody outside knows, so that addresses, however many there are, take no
/// more memory; two that share a slot share its limit.
/// </remarks>
internal sealed class AttemptLimits(AuthOptions options) : IDisposable
{
    private const int Slots = 4096;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _failures = Limit(options.MaxFailuresPerMinute);
    private readonly PartitionedRateLimiter<string> _issues = Limit(options.MaxTicketsPerMinute);

    /// <summary>Counts a request with bad credentials. False: it was one too many.</summary>
    /// <param name="address">Null where the connection has none.</param>
    public bool TryFail(IPAddress? address, out TimeSpan retryAfter) =>
        TryTake(_failures, address is null ? "" : AddressPlaces.NetworkOf(address).ToString(), out retryAfter);

    /// <summary>Counts a ticket or session. False: it would be one too many.</summary>
    public bool TryIssue(string subject, out TimeSpan retryAfter) => TryTake(_issues, subject, out retryAfter);

    public void Dispose()
    {
        _failures.Dispose();
        _issues.Dispose();
    }

    private static bool TryTake(PartitionedRateLimiter<string> limiter, string who, out TimeSpan retryAfter)
    {
        using var lease = limiter.AttemptAcquire(who);
        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        return lease.IsAcquired;
    }

    // The hash of strings is keyed anew in each process.
    private static PartitionedRateLimiter<string> Limit(int mostPerMinute) => PartitionedRateLimiter.Create<string, int>(who =>
        RateLimitPartition.GetFixedWindowLimiter(
            string.GetHashCode(who, StringComparison.Ordinal) & (Slots - 1),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = mostPerMinute, Window = Window }));
}
