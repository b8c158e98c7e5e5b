namespace QuoteStream.Client.Streams;

/// <summary>The stream's subscriptions were changed; this is the whole list.</summary>
public sealed record SubscriptionsEvent : StreamEvent
{
    public IReadOnlyList<SymbolSubscription> Subscriptions { get; init; } = [];
}
