using QuoteStream.Client.Feeds;

namespace QuoteStream.Feeds.Publishing;

/// <summary>How a feed goes on, for its display and its summary. Any thread.</summary>
internal interface IPublishedFeed
{
    FeedTotals Totals { get; }

    /// <summary>Since the feed began.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Handed to the publisher.</summary>
    long Ticks { get; }

    /// <summary>Nanoseconds since the Unix epoch, UTC; 0: not begun.</summary>
    ulong VenueTimeNanos { get; }

    /// <summary>What keeps ticks from the server at the moment; null when nothing does.</summary>
    string? Trouble { get; }
}
