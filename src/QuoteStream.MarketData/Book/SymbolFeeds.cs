using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Book;

/// <summary>The providers that tick a symbol, each live or stale.</summary>
/// <remarks>
/// One writer at a time; <see cref="Providers"/> and <see cref="FindQuiet"/> from any thread. Hot path: <see cref="Note"/>, once per tick.
/// </remarks>
/// <param name="live">Told when the symbol comes to life; null: nobody asks.</param>
/// <param name="symbol">Its <see cref="Channels.SymbolChannel.Index"/>.</param>
internal sealed class SymbolFeeds(LiveSymbols? live, int symbol)
{
    private const int NoProvider = -1;

    private SymbolFeed[] _feeds = [new SymbolFeed { Provider = NoProvider }];
    private int[] _providers = [];
    private int _stale;
    private int _last;

    /// <summary>The provider whose tick came last; -1: none yet.</summary>
    public int Newest => _feeds[_last].Provider;

    /// <summary>All of them, in the order of their first ticks. Any thread.</summary>
    public ReadOnlySpan<int> Providers => Volatile.Read(ref _providers); // Acquire: an array never changes once it is published.

    /// <summary>A tick of this provider has come.</summary>
    /// <returns>True in the usual case: every provider of the symbol is live, so that nothing about staleness can have changed.</returns>
    public bool Note(in TickStamp stamp)
    {
        ref var feed = ref _feeds[_last];
        if (feed.Provider != stamp.Provider)
        {
            feed = ref Find(stamp.Provider);
        }

        feed.LastTickNanos = stamp.ReceiveTimeNanos;
        return _stale == 0;
    }

    /// <summary>The provider of the last tick is live again.</summary>
    /// <returns>False when it was.</returns>
    public bool TryRevive()
    {
        ref var feed = ref _feeds[_last];
        if (feed.Reason == StaleReason.None)
        {
            return false;
        }

        feed.Reason = StaleReason.None;
        _stale--;
        List(ref feed);
        return true;
    }

    /// <summary>Marks a provider's ticks stale.</summary>
    /// <returns>False when the provider does not tick this symbol, or is stale for this or a worse reason already.</returns>
    public bool TryMark(int provider, StaleReason reason)
    {
        var i = IndexOf(provider);
        if (i < 0)
        {
            return false;
        }

        ref var feed = ref _feeds[i];

        // A quiet symbol stays on the list: a gap or the feed's end makes it worse.
        feed.IsListed &= reason == StaleReason.Quiet;
        if (feed.Reason != StaleReason.None && feed.Reason <= reason)
        {
            return false;
        }

        _stale += feed.Reason == StaleReason.None ? 1 : 0;
        feed.Reason = reason;
        return true;
    }

    public StaleReason ReasonOf(int provider) => IndexOf(provider) is >= 0 and var i ? _feeds[i].Reason : StaleReason.None;

    /// <summary>A live provider that has sent no tick since this time; -1: none. From another thread only a guess: ask again in the writer's turn.</summary>
    /// <param name="sinceNanos">Since the Unix epoch.</param>
    public int FindQuiet(long sinceNanos)
    {
        foreach (ref readonly var feed in _feeds.AsSpan())
        {
            if (feed.Provider != NoProvider && feed.Reason == StaleReason.None && feed.LastTickNanos < sinceNanos)
            {
                return feed.Provider;
            }
        }

        return NoProvider;
    }

    private int IndexOf(int provider)
    {
        for (var i = 0; i < _providers.Length; i++)
        {
            if (_feeds[i].Provider == provider)
            {
                return i;
            }
        }

        return -1;
    }

    // Rare: another provider's tick than the last time, or the first one of a provider.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref SymbolFeed Find(int provider)
    {
        _last = IndexOf(provider);
        if (_last < 0)
        {
            Add(provider);
        }

        return ref _feeds[_last];
    }

    // As many as there are providers at most.
    private void Add(int provider)
    {
        _last = _providers.Length;
        if (_last == _feeds.Length)
        {
            Array.Resize(ref _feeds, _last + 1);
        }

        _feeds[_last] = new SymbolFeed { Provider = provider };
        Volatile.Write(ref _providers, [.. _providers, provider]); // Release: the array is whole before it is seen.

        // After that: a feed that goes down takes its list away, and then looks at the symbols that name it.
        List(ref _feeds[_last]);
    }

    private void List(ref SymbolFeed feed)
    {
        if (!feed.IsListed)
        {
            feed.IsListed = true;
            live?.Add(feed.Provider, symbol);
        }
    }
}
