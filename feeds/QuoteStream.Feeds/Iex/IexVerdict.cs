namespace QuoteStream.Feeds.Iex;

/// <summary>What a datagram was found to be.</summary>
internal enum IexVerdict
{
    Segment,
    NotIexTransport,

    /// <summary>Lengths or numbers that cannot be.</summary>
    Malformed,
}
