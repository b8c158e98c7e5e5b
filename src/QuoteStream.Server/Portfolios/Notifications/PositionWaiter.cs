using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>A followed portfolio's place in the stack of a channel that its valuation has asked, or among those who wait for the symbol to appear.</summary>
internal sealed class PositionWaiter(PortfolioFeed feed, string symbol) : ChannelWaiter, ISymbolWatcher
{
    private PortfolioFeed? _feed = feed;
    private SymbolChannel? _channel;
    private int _isArmed;

    /// <summary>Canonical.</summary>
    public string Symbol { get; } = symbol;

    /// <summary>Waits for the next change after what was seen, unless it waits already. Only the feed's worker.</summary>
    /// <param name="channel">Null: the symbol is not known.</param>
    public void Arm(SymbolChannel? channel, long seen, UnknownSymbols unknown)
    {
        // Full fence: what woke it is visible to the look that follows.
        if (Interlocked.Exchange(ref _isArmed, 1) != 0)
        {
            return;
        }

        _channel = channel;
        if (channel is null)
        {
            unknown.Watch(Symbol, this);
        }
        else
        {
            channel.Arm(ChangeKinds.Quote, this, seen);
        }
    }

    public void Appear() => Wake();

    /// <summary>The symbol is not held any more, or nobody follows the portfolio. In a quiet symbol's stack the node may stay for days.</summary>
    public void Release(UnknownSymbols unknown)
    {
        Volatile.Write(ref _feed, null); // Read by whoever is waking it just now.
        if (_channel is null)
        {
            unknown.Forget(Symbol, this);
        }
        else if (Volatile.Read(ref _isArmed) != 0) // Else it is in no stack.
        {
            _channel.Abandon(ChangeKinds.Quote, this);
        }
    }

    protected override void Wake()
    {
        Volatile.Write(ref _isArmed, 0); // Before the feed looks at the symbol again, and arms it.
        Volatile.Read(ref _feed)?.OnQuoteMoved(); // Null once it is released.
    }
}
