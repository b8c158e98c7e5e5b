namespace QuoteStream.Feeds.Publishing;

/// <summary>Why a run came to its end.</summary>
public enum FeedRunEnd
{
    EndOfTicks,

    /// <summary>What follows is numbered anew: it needs a publisher with another session id.</summary>
    SessionEnded,

    /// <summary>By whoever owns the run.</summary>
    Stopped,
}
