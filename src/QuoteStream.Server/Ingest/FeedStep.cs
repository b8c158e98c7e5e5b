namespace QuoteStream.Server.Ingest;

/// <summary>What a message of a feed line was.</summary>
internal enum FeedStep
{
    /// <summary>The session's start; perhaps with ticks.</summary>
    Start,

    /// <summary>Ticks.</summary>
    Ticks,

    /// <summary>No ticks: the line says that it is there.</summary>
    Heartbeat,

    /// <summary>Nothing was applied, and the line ends; the session says why.</summary>
    Refused,
}
