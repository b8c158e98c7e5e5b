namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Why a tick was not applied. The numbers are those of the ingest contract's RejectReason.</summary>
public enum RejectReason : byte
{
    /// <summary>Not rejected.</summary>
    None = 0,

    /// <summary>A symbol that is not known yet, where new ones are not accepted.</summary>
    UnknownSymbol = 1,

    /// <summary>Empty, longer than 32 bytes, or with characters that the session's symbology does not have.</summary>
    BadSymbol = 2,

    /// <summary>Not positive on a side or trade that has a size.</summary>
    BadPrice = 3,

    /// <summary>A trade of size 0.</summary>
    BadSize = 4,

    /// <summary>Before 1980, more than a minute ahead of the server's clock, or older than the trade date before the session's first tick.</summary>
    BadTime = 5,

    /// <summary>Not a code that ISO 10383 has registered (or the configuration added), or none at all.</summary>
    BadVenue = 6,

    /// <summary>A tick that carries no event, or an event that says nothing.</summary>
    NoEvent = 7,

    /// <summary>A price, size or text that does not fit the range that the server keeps.</summary>
    OutOfRange = 8,

    /// <summary>A cancel or a correction names a trade that is not held.</summary>
    UnknownTrade = 9,

    /// <summary>A new symbol, or a new venue of a symbol, beyond the configured number.</summary>
    TooManySymbols = 10,
}
