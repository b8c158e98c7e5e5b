namespace QuoteStream.Server.Streaming;

/// <summary>The named events of a stream. The order is that of the metric's label values.</summary>
public enum EventKind : byte
{
    Hello,
    Quote,
    Ready,
    Trade,
    Gap,
    Status,
    Subscriptions,
    Heartbeat,
    Slow,
    Expiring,
    Goodbye,
    Problem,
    Transaction,
    Portfolio,
}
