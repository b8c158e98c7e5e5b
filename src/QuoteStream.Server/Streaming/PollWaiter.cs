using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>A long poll's place in one channel's stack, or among those who wait for the symbol to appear.</summary>
internal sealed class PollWaiter(LongPoll poll, string symbol) : ChannelWaiter, ISymbolWatcher
{
    private LongPoll? _poll = poll;
    private int _isArmed;

    /// <summary>Canonical.</summary>
    public string Symbol { get; } = symbol;

    /// <summary>Null until the symbol is known.</summary>
    public SymbolChannel? Channel { get; set; }

    /// <summary>Whether a wake-up is still to come. Set by the poll before it arms, cleared by whoever wakes it.</summary>
    public bool IsArmed
    {
        get => Volatile.Read(ref _isArmed) != 0; // Acquire: what woke it is visible.

        // Full fence: see LongPoll, which makes its round's signal before it looks here.
        set => Interlocked.Exchange(ref _isArmed, value ? 1 : 0);
    }

    public void Appear() => Wake();

    /// <summary>The request is over. In a quiet symbol's stack the node may stay for days: it must not keep the request's memory.</summary>
    public void Detach() => Volatile.Write(ref _poll, null); // Read by whoever is waking it just now.

    protected override void Wake()
    {
        IsArmed = false;
        Volatile.Read(ref _poll)?.OnWoken();
    }
}
