namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <param name="Price">In units of 1e-4.</param>
/// <param name="IsEligible">It may set last, high and low; the volume it counts for in any case.</param>
internal sealed record PlainTrade(long Id, long Price, long Size, bool IsEligible);
