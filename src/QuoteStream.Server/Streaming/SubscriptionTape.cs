using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Streaming;

/// <summary>The part of a subscription that no quote needs: what the client asked for, and how far it is in trades and status changes.</summary>
/// <remarks>Owned by the subscriber's loop.</remarks>
internal sealed class SubscriptionTape
{
    private TapeWaiter? _statusWaiter;
    private TapeWaiter? _tradeWaiter;
    private SymbolFrames? _frames;

    public SubscriptionTape(Subscriber subscriber, Subscription subscription, in SelectedSymbol symbol)
    {
        Symbol = symbol.Symbol;
        Rerate(symbol);
        _statusWaiter = new TapeWaiter(subscriber, subscription, ChangeKinds.Status);
        _tradeWaiter = symbol.WantsTrades ? new TapeWaiter(subscriber, subscription, ChangeKinds.Trade) : null;
    }

    /// <summary>Canonical, as the client wrote it.</summary>
    public string Symbol { get; }

    /// <summary>Granted: quotes a second.</summary>
    public double MaxRate { get; private set; }

    /// <summary>Whether the client named a rate for this symbol.</summary>
    public bool HasOwnRate { get; private set; }

    public bool WantsTrades => _tradeWaiter is not null;

    /// <summary>Whether the symbol has a state to show.</summary>
    public bool IsLive => _frames is { Channel.Sequence: > 0 };

    /// <summary>Number of the newest trade dealt with.</summary>
    public long TradeCursor { get; set; }

    /// <summary>Number of the newest status change dealt with.</summary>
    public long StatusCursor { get; set; }

    /// <summary>What the streams share of the symbol. Only when bound.</summary>
    public SymbolFrames Frames => _frames!;

    /// <inheritdoc cref="Subscription.Rerate"/>
    public void Rerate(in SelectedSymbol symbol)
    {
        MaxRate = symbol.MaxRate;
        HasOwnRate = symbol.HasOwnRate;
    }

    /// <summary>Begins or ends the symbol's trades. They count from now on.</summary>
    public void WantTrades(bool wanted, Subscriber subscriber, Subscription subscription, ref StreamWatermark watermark)
    {
        if (!wanted)
        {
            Release(ref _tradeWaiter, ChangeKinds.Trade, ref watermark);
        }
        else if (_tradeWaiter is null)
        {
            _tradeWaiter = new TapeWaiter(subscriber, subscription, ChangeKinds.Trade);
            if (_frames is not null)
            {
                TradeCursor = _frames.Channel.Trades.Newest;
                WaitForTrade(ref watermark);
            }
        }
    }

    /// <inheritdoc cref="Subscription.Bind"/>
    public void Bind(SymbolFrames frames, bool isNew)
    {
        _frames = frames;
        TradeCursor = isNew ? 0 : frames.Channel.Trades.Newest;
        StatusCursor = isNew ? 0 : frames.Channel.StatusChanges.Newest;
    }

    /// <summary>
    /// Goes back to the last trade that a client that comes back surely has: what it lacks is sent again as far as it is held, after a <c>gap</c>
    /// that names the rest exactly.
    /// </summary>
    /// <param name="tide">Of its cursor.</param>
    /// <returns>False when that was too long ago: it is sent what is held, and how many trades before that it lacks, nobody knows.</returns>
    public bool RewindTrades(long tide)
    {
        var channel = Frames.Channel;
        var isKnown = channel.TradeTides.TryFind(TradeCursor, tide, out var last);
        TradeCursor = isKnown ? last : channel.Trades.OldestHeld - 1;
        return isKnown;
    }

    /// <summary>A symbol that does not simply trade has its newest status told after the snapshot: the quote itself gives no reason.</summary>
    public void ExplainStatus()
    {
        Frames.Channel.Read(out var state);
        if (state.TradingState != TradingState.Trading || state.IsStale)
        {
            StatusCursor = Math.Max(0, Frames.Channel.StatusChanges.Newest - 1);
        }
    }

    public void WaitForStatus(ref StreamWatermark watermark) => _statusWaiter?.Arm(Frames.Channel, StatusCursor, ref watermark);

    public void WaitForTrade(ref StreamWatermark watermark) => _tradeWaiter?.Arm(Frames.Channel, TradeCursor, ref watermark);

    /// <summary>The stream has ended, or goes on without this symbol: nothing wakes it any more.</summary>
    public void Release(ref StreamWatermark watermark)
    {
        Release(ref _statusWaiter, ChangeKinds.Status, ref watermark);
        Release(ref _tradeWaiter, ChangeKinds.Trade, ref watermark);
    }

    private void Release(ref TapeWaiter? waiter, ChangeKinds kind, ref StreamWatermark watermark)
    {
        if (waiter is not null)
        {
            waiter.Settle(ref watermark);
            waiter.Detach();
            _frames?.Channel.Abandon(kind, waiter);
            waiter = null;
        }
    }
}
