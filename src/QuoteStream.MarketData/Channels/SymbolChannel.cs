using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Book;

namespace QuoteStream.MarketData.Channels;

/// <summary>A symbol's newest state, its trades and status changes, and who waits for them.</summary>
/// <remarks>
/// Several writers (each takes its turn, spinning at most for the length of another's tick), any number of readers and waiters. Readers
/// never wait for a writer, not even for one that was preempted in its turn: it works on the slot that they do not read.
/// Hot path: once per tick and line. Must not allocate, lock or log.
/// </remarks>
public sealed class SymbolChannel
{
    private readonly SymbolBook _book;

    // Even: at rest, and version / 2 counts publications. Odd: a writer has its turn. The state of publication n is in slot n & 1, so
    // that slot stays whole until the writer of publication n + 2 begins.
    private long _version;
    private QuoteState _evenSlot = QuoteState.Empty;
    private QuoteState _oddSlot = QuoteState.Empty;

    // A class of its own keeps the stacks' heads, which subscribers push to from every core, off the cache lines of the version and the
    // state, which they all read.
    private readonly ChannelWaiters _waiters;
    private bool _isAnnounced;

    /// <param name="symbol">Canonical.</param>
    /// <param name="index">Dense: 0, 1, 2... in the order of arrival.</param>
    /// <param name="changed">The board on which this channel is marked when somebody waits for what it publishes.</param>
    /// <param name="days">What the days of all symbols share; null: nothing is shared.</param>
    /// <param name="live">Told when a provider's ticks bring the symbol to life; null: nobody asks.</param>
    internal SymbolChannel(
        string symbol, int index, ChangedSymbols changed, TradingCalendar calendar, BookOptions books, DayTerms? days = null, LiveSymbols? live = null)
    {
        Symbol = symbol;
        Index = index;
        _waiters = new ChannelWaiters(index, changed);
        _book = new SymbolBook(symbol, calendar, books, days, live, index);
    }

    public string Symbol { get; }

    public int Index { get; }

    /// <summary>Whether everyone who watched for the symbol has been told of it; nothing is published before.</summary>
    internal bool IsAnnounced
    {
        // Acquire and release: whoever finds it announced finds those who were told.
        get => Volatile.Read(ref _isAnnounced);
        set => Volatile.Write(ref _isAnnounced, value);
    }

    /// <summary>Dense number of the provider whose tick came last; -1: none yet.</summary>
    public int Provider => _book.Provider;

    /// <summary>Dense numbers of all providers that ever ticked the symbol.</summary>
    public ReadOnlySpan<int> Providers => _book.Providers;

    /// <summary>Whether a live provider has been silent on the symbol since this time. Only a guess: to be asked again in a writer's turn.</summary>
    internal bool MayBeQuiet(long sinceNanos) => _book.MayBeQuiet(sinceNanos);

    /// <summary>Name, currency, round lot. Replaced whole when a provider tells more.</summary>
    public Instrument Instrument => _book.Instrument;

    /// <summary>Trades, cancels and corrections by number: 1, 2, 3...</summary>
    public BroadcastRing<TradePrint> Trades => _book.Trades;

    /// <summary>When on the <see cref="TideClock"/> each of <see cref="Trades"/> was published, far beyond those that are still held.</summary>
    public TideHistory TradeTides => _book.TradeTides;

    /// <summary>What the trades of each second, minute, five minutes and hour come to.</summary>
    public BarBook Bars => _book.Bars;

    public BroadcastRing<StatusChange> StatusChanges => _book.StatusChanges;

    /// <summary>Number of the newest published state; 0: nothing has been published yet.</summary>
    public long Sequence => Volatile.Read(ref _version) >> 1; // Acquire: what is read next is at least as new.

    /// <summary>Copies the newest published state. Never waits for a writer.</summary>
    /// <returns>Its number, as in <see cref="QuoteState.Sequence"/>.</returns>
    public long Read(out QuoteState state)
    {
        while (true)
        {
            var version = Volatile.Read(ref _version) & ~1L; // Acquire: the slot's bytes are at least as new as this number.
            state = (version & 2) == 0 ? _evenSlot : _oddSlot;
            Volatile.ReadBarrier(); // The copy is done before the version is looked at again.
            if (Volatile.Read(ref _version) - version <= 2)
            {
                return version >> 1;
            }
        }
    }

    /// <summary>Takes the writer's turn. The book may be changed until <see cref="Exit"/>, which must follow whatever happens.</summary>
    internal SymbolBook Enter()
    {
        var version = Volatile.Read(ref _version); // Only a first guess; the compare-and-swap decides.
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            EnterContended();
        }

        return _book;
    }

    /// <summary>Ends the turn: the book's state becomes the newest version, and who waits for such a change will be woken.</summary>
    /// <param name="kinds">None: there is nothing to show.</param>
    internal void Exit(ChangeKinds kinds)
    {
        if (kinds == ChangeKinds.None)
        {
            Volatile.Write(ref _version, _version - 1); // Release: the book's changes belong to the next turn.
            return;
        }

        var version = _version + 1;
        _book.State.Sequence = version >> 1;
        if ((version & 2) == 0)
        {
            _evenSlot = _book.State;
        }
        else
        {
            _oddSlot = _book.State;
        }

        // A full fence, not only a release: the version must be out before the stacks are looked at, or a waiter that armed itself in
        // between would neither see the new version nor be seen (Dekker's store-then-load on both sides).
        Interlocked.Exchange(ref _version, version);
        _waiters.Notify(kinds);
    }

    /// <summary>Waits for the next change after what the caller has seen. If it has come meanwhile, the waiter is woken all the same.</summary>
    /// <param name="kind">One kind.</param>
    /// <param name="seen">The newest number of that kind the caller has dealt with: <see cref="Sequence"/>, or a ring's number.</param>
    /// <returns>
    /// False when the change has come meanwhile: its wake-up is on its way, and until then <see cref="TideClock.Delivered"/> does not speak for it.
    /// </returns>
    public bool Arm(ChangeKinds kind, ChannelWaiter waiter, long seen)
    {
        _waiters.Push(kind, waiter);

        // After the push, a full fence: either the publisher sees the node, or this sees its publication.
        if (NewestOf(kind) == seen)
        {
            return true;
        }

        _waiters.Signal(kind);
        return false;
    }

    /// <summary>The waiter's owner has gone: whoever takes its node from now on drops it. When many have gathered, the broadcaster is asked to.</summary>
    public void Abandon(ChangeKinds kind, ChannelWaiter waiter) => _waiters.Abandon(kind, waiter);

    /// <summary>For the board, after it has taken this channel's marks: wakes everyone who waits for these kinds. One at a time.</summary>
    internal void WakeWaiters(ChangeKinds kinds) => _waiters.Wake(kinds);

    /// <summary>How many nodes a stack holds. Only for tests, while nobody else touches the channel.</summary>
    internal int CountWaitersForTest(ChangeKinds kind) => _waiters.CountForTest(kind);

    private void EnterContended()
    {
        var spinner = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version); // Only a first guess; the compare-and-swap decides.
            if ((version & 1) == 0 && Interlocked.CompareExchange(ref _version, version + 1, version) == version)
            {
                return;
            }

            // Yields, but never sleeps a millisecond: a turn lasts a hundred nanoseconds unless its writer was preempted.
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private long NewestOf(ChangeKinds kind) => kind switch
    {
        ChangeKinds.Trade => Trades.Newest,
        ChangeKinds.Status => StatusChanges.Newest,
        _ => Sequence,
    };
}
