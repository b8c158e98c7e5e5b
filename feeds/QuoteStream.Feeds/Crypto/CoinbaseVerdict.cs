namespace QuoteStream.Feeds.Crypto;

/// <summary>What a message of the venue turned out to be.</summary>
public enum CoinbaseVerdict
{
    /// <summary>Quotes or trades; none is new where the batch stayed empty.</summary>
    Ticks,

    Heartbeat,

    /// <summary>The venue repeats what is subscribed to.</summary>
    Subscriptions,

    /// <summary>Of a channel that is not read: skipped.</summary>
    OtherChannel,

    /// <summary>The venue refuses something; <see cref="CoinbaseDecoder.ErrorText"/> has its words.</summary>
    Error,

    /// <summary>Messages before this one are missing: it is not read.</summary>
    Gap,

    /// <summary>Its number was there before: the venue counts anew, or repeats itself. It is not read.</summary>
    WentBack,

    /// <summary>Not readable; <see cref="CoinbaseDecoder.Fault"/> says why.</summary>
    Malformed,
}
