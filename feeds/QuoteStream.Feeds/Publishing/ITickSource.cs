using QuoteStream.Client.Feeds;

namespace QuoteStream.Feeds.Publishing;

/// <summary>Ticks in order, with the venue's times and numbers: a recorded feed, or a simulated one.</summary>
/// <remarks>
/// One thread at a time. What a source needs to look at next it looks at when asked, so that memory stays bounded whatever the length of
/// the recording. The number of a tick has to follow from the feed alone: two sources that read the same feed, each with its own losses,
/// are lines A and B of one session.
/// </remarks>
public interface ITickSource
{
    VenueTerms Terms { get; }

    /// <summary>
    /// Names the numbering that the next ticks belong to, once something was read; at most 48 characters of a-z, 0-9, '-' and '.'.
    /// </summary>
    string SessionName { get; }

    /// <summary>Adds the ticks that come next to a batch, and to an empty one their first number.</summary>
    /// <param name="maxTicks">As many as the batch may then hold, 1 to <see cref="TickBatch.MaxTicks"/>.</param>
    /// <param name="untilVenueTimeNanos">
    /// Later ticks are left for the next call. Nanoseconds since the Unix epoch, UTC; ticks are later than 0, which only looks
    /// ahead; <see cref="VenuePace.BeforeAnyNanos"/> gets what a source has to say before its clock begins to go.
    /// </param>
    TickReading Read(TickBatch batch, int maxTicks, ulong untilVenueTimeNanos);
}
