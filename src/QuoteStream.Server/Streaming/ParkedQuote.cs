using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>A subscription that is held back until its interval is over, with all that the next look at it needs.</summary>
/// <remarks>
/// A mutable struct in the conflator's list: a fast watchlist is then read in one run through memory, where the subscriptions themselves would
/// be a cache miss or two for each quote. While it is parked, these are the numbers that count.
/// </remarks>
internal struct ParkedQuote(Subscription subscription)
{
    private readonly SymbolChannel _channel = subscription.Channel;
    private readonly QuoteFrame _frame = subscription.Quote;

    /// <inheritdoc cref="Subscription.SentSequence"/>
    public long SentSequence = subscription.SentSequence;

    /// <inheritdoc cref="Subscription.NotBeforeMicros"/>
    public long NotBeforeMicros = subscription.NotBeforeMicros;

    /// <inheritdoc cref="Subscription.KnownTide"/>
    public long KnownTide = subscription.KnownTide;

    public Subscription Subscription { get; } = subscription;

    /// <inheritdoc cref="Subscription.IntervalMicros"/>
    public long IntervalMicros = subscription.IntervalMicros;

    /// <inheritdoc cref="Subscription.HasNews"/>
    public readonly bool HasNews => _channel.Sequence != SentSequence;

    public readonly QuoteFrame Frame => _frame;

    /// <summary>Gives the numbers back to the subscription, which is to wait in its channel again.</summary>
    public readonly Subscription Unpark()
    {
        Subscription.SentSequence = SentSequence;
        Subscription.NotBeforeMicros = NotBeforeMicros;
        Subscription.KnownTide = KnownTide;
        Subscription.IsParked = false;
        return Subscription;
    }
}
