namespace QuoteStream.Feeds.Crypto;

/// <summary>What is wrong with a message that cannot be read.</summary>
public enum CoinbaseFault
{
    None,

    /// <summary>Not one JSON value, or nested deeper than 64 levels.</summary>
    NotJson,

    /// <summary>JSON, but neither an object with a channel nor an error.</summary>
    NoChannel,

    /// <summary>No sequence_num, or none that is a whole number.</summary>
    NoSequence,

    /// <summary>No timestamp, or none that is a time in UTC.</summary>
    NoTime,

    /// <summary>No list of events, or events that are none.</summary>
    NoEvents,

    /// <summary>More ticks than any message of the venue's.</summary>
    TooManyTicks,

    /// <summary>A frame of another kind than text.</summary>
    NotText,

    /// <summary>More bytes than are kept of one message.</summary>
    TooLong,
}
