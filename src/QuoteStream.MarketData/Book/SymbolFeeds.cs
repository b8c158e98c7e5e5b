using System.Runtime.CompilerServices;

namespace QuoteStream.MarketData.Book;

/// <summary>The providers that tick a symbol, each live or stale.</summary>
/// <remarks>
/// One writer at a time; <see cref="Providers"/> and <see cref="FindQuiet"/> from any thread. Hot path: <see cref="Note"/>, once per tick. A struct, so
/// that what a tick looks at lies in the book itself: never copy it.
/// </remarks>
/// <param name="live">Told when the symbol comes to life; null: nobody asks.</param>
/// <param name="symbol">Its <see cref="Channels.SymbolChannel.Index"/>.</param>
internal struct SymbolFeeds(LiveSymbols? live, int symbol)
{
    private const int NoProvider = -1;

    private SymbolFeed[] _feeds = [];
    private int[] _providers = [];

    // The newest one's last tick is kept here, and written down when another provider ticks.
    private long _newestTickNanos;
    private int _stale;
    private int _last = NoProvider;

    /// <summary>The provider whose tick came last; -1: none yet.</summary>
    public int Newest { get; private set; } = NoProvider;

    /// <summary>All of them, in the order of their first ticks. Any thread.</summary>
    public readonly ReadOnlySpan<int> Providers => Volatile.Read(in _providers); // Acquire: an array never changes once it is published.

    /// <summary>A tick of this provider has come.</summary>
    /// <returns>True in the usual case: every provider of the symbol is live, so that nothing about staleness can have changed.</returns>
    public bool Note(in TickStamp stamp)
    {
        if (stamp.Provider != Newest)
        {
            Switch(stamp.Provider);
        }

        _newestTickNanos = stamp.ReceiveTimeNanos;
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

    public readonly StaleReason ReasonOf(int provider) => IndexOf(provider) is >= 0 and var i ? _feeds[i].Reason : StaleReason.None;

    /// <summary>A live provider that has sent no tick since this time; -1: none. From another thread only a guess: ask again in the writer's turn.</summary>
    /// <param name="sinceNanos">Since the Unix epoch.</param>
    public readonly int FindQuiet(long sinceNanos)
    {
        // Acquire: an array that is at least as long. Of the array and what goes with it another thread may see one a moment late.
        var feeds = Volatile.Read(in _feeds);
        for (var i = 0; i < feeds.Length; i++)
        {
            var lastTickNanos = i == _last ? _newestTickNanos : feeds[i].LastTickNanos;
            if (feeds[i].Reason == StaleReason.None && lastTickNanos < sinceNanos)
            {
                return feeds[i].Provider;
            }
        }

        return NoProvider;
    }

    private readonly int IndexOf(int provider)
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
    private void Switch(int provider)
    {
        if (_last >= 0)
        {
            _feeds[_last].LastTickNanos = _newestTickNanos;
        }

        _last = IndexOf(provider);
        Newest = provider;
        if (_last < 0)
        {
            Add(provider);
        }
    }

    // As many as there are providers at most.
    private void Add(int provider)
    {
        var feeds = new SymbolFeed[_feeds.Length + 1];
        _feeds.CopyTo(feeds, 0);
        _last = _feeds.Length;
        feeds[_last] = new SymbolFeed { Provider = provider, LastTickNanos = long.MaxValue };
        Volatile.Write(ref _feeds, feeds); // Release: the array is whole before it is seen.
        Volatile.Write(ref _providers, [.. _providers, provider]); // Release: as above.

        // After that: a feed that goes down takes its list away, and then looks at the symbols that name it.
        List(ref feeds[_last]);
    }

    private readonly void List(ref SymbolFeed feed)
    {
        if (!feed.IsListed)
        {
            feed.IsListed = true;
            live?.Add(feed.Provider, symbol);
        }
    }
}
