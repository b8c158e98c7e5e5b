namespace QuoteStream.Client.Feeds;

/// <summary>Where a <see cref="FeedPublisher"/> stands.</summary>
public enum FeedPublisherState
{
    /// <summary>Nothing was published yet; it connects with the first message.</summary>
    Idle,

    /// <summary>A call is being opened, or what was not acknowledged is being sent again on it.</summary>
    Connecting,

    /// <summary>Ticks go out.</summary>
    Open,

    /// <summary>The call broke; the next attempt waits for its back-off.</summary>
    Disconnected,

    /// <summary>Ended by its owner.</summary>
    Completed,

    /// <summary>Ended for good by the server's answer, or by an exception in a callback.</summary>
    Failed,
}
