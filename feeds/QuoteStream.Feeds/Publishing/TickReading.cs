namespace QuoteStream.Feeds.Publishing;

/// <summary>Why a source stopped adding to a batch.</summary>
/// <param name="NextVenueTimeNanos">When the venue sent what comes next; the last time known where nothing does.</param>
public readonly record struct TickReading(TickReadingEnd End, ulong NextVenueTimeNanos);
