using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>Waits for what is never conflated: a symbol's trades, or its status changes.</summary>
internal sealed class TapeWaiter(Subscriber subscriber, Subscription subscription, ChangeKinds kind) : SubscriptionWaiter(subscriber, kind)
{
    public Subscription Subscription { get; } = subscription;
}
