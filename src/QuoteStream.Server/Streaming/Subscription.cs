using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Streaming;

/// <summary>One symbol of one stream: what it was sent last, and when the next quote may leave.</summary>
/// <remarks>
/// Owned by the subscriber's loop. It waits for quotes itself, and holds nothing but what sending a quote needs: with thousands of streams,
/// each cache line of it is a miss per event. What is rarely looked at is in <see cref="Tape"/>.
/// </remarks>
internal sealed class Subscription : SubscriptionWaiter
{
    private SymbolChannel? _channel;
    private QuoteFrame? _quote;

    public Subscription(Subscriber subscriber, in SelectedSymbol symbol)
        : base(subscriber, ChangeKinds.Quote)
    {
        IntervalMicros = IntervalOf(symbol.MaxRate);
        Tape = new SubscriptionTape(subscriber, this, symbol);
    }

    /// <summary>The conflation interval: least time between two quotes.</summary>
    public long IntervalMicros { get; private set; }

    /// <summary>Number of the newest quote sent; 0: none.</summary>
    public long SentSequence { get; set; }

    /// <summary>On the wheel's clock: the next quote may leave at this time, not before.</summary>
    public long NotBeforeMicros { get; set; }

    /// <summary>Whether it is held back until <see cref="NotBeforeMicros"/> instead of waiting in the channel.</summary>
    public bool IsParked { get; set; }

    /// <summary>The tide up to which the newest quote sent shows everything.</summary>
    public long KnownTide { get; set; }

    /// <summary>Its name, its granted rate, its trades and status changes.</summary>
    public SubscriptionTape Tape { get; }

    /// <summary>Whether a provider has published the symbol, so that there is a channel to wait in.</summary>
    public bool IsBound => _channel is not null;

    /// <summary>Only when bound.</summary>
    public SymbolChannel Channel => _channel!;

    /// <summary>Only when bound.</summary>
    public QuoteFrame Quote => _quote!;

    /// <summary>Whether the symbol has a state newer than the one sent.</summary>
    public bool HasNews => _channel!.Sequence != SentSequence;

    /// <summary>Grants another rate. The next quote may leave an interval of it from now at the latest, and no later than by the old one.</summary>
    public void Rerate(in SelectedSymbol symbol, long nowMicros)
    {
        Tape.Rerate(symbol);
        IntervalMicros = IntervalOf(symbol.MaxRate);
        NotBeforeMicros = Math.Min(NotBeforeMicros, nowMicros + IntervalMicros);
    }

    /// <summary>Ties the subscription to its symbol's channel.</summary>
    /// <param name="isNew">The symbol has appeared while the stream was open: all of it is new to the stream. Else trades and changes count from now on.</param>
    public void Bind(SymbolFrames frames, bool isNew)
    {
        _channel = frames.Channel;
        _quote = frames.Quote;
        Tape.Bind(frames, isNew);
    }

    /// <summary>Waits in the channel for everything that this stream wants of the symbol.</summary>
    public void WaitForAll(ref StreamWatermark watermark)
    {
        WaitForQuote(ref watermark);
        Tape.WaitForStatus(ref watermark);
        Tape.WaitForTrade(ref watermark);
    }

    public void WaitForQuote(ref StreamWatermark watermark) => Arm(_channel!, SentSequence, ref watermark);

    /// <summary>The stream has ended, or goes on without this symbol: nothing wakes it any more.</summary>
    public void Release(ref StreamWatermark watermark)
    {
        Settle(ref watermark);
        Detach();
        _channel?.Abandon(ChangeKinds.Quote, this);
        Tape.Release(ref watermark);
    }

    private static long IntervalOf(double maxRate) => (long)Math.Ceiling(1_000_000 / maxRate);
}
