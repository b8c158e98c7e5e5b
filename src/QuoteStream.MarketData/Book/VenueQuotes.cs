using System.Numerics;
using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>The BBO of each venue that quotes a symbol, from each provider that gives it, and the NBBO over them.</summary>
/// <remarks>
/// One writer at a time. Hot path: once per quote tick. Allocates only when a venue is new. What is stale stays out of the NBBO as long as
/// something live has that side. Where several providers give one venue, one of them counts: a live one before a stale one, then the one of
/// the highest priority, then the one that quoted last; the others are shadowed, and kept for when it goes stale.
/// </remarks>
internal sealed class VenueQuotes
{
    /// <summary>Of one symbol, counted once for each provider that gives it. US equities have under 20; who invents codes must not grow memory.</summary>
    public const int MaxVenues = 64;

    private const int NoVenue = -1;

    // A key is the venue's code, and above it the provider and its priority.
    private const int ProviderShift = 32;
    private const int PriorityShift = 40;

    private ulong[] _keys = new ulong[4];
    private Bbo[] _bbos = new Bbo[4];
    private int _count;
    private int _bestBid = NoVenue;
    private int _bestAsk = NoVenue;
    private byte _highestPriority;

    // A bit for each slot. All are 0 in the usual case: then the best is found by comparing with the best.
    private ulong _stale;
    private ulong _shared;
    private ulong _unquoted;
    private ulong _shadowed;

    // When each slot was last quoted, counted; null until a venue is shared.
    private long[]? _turns;
    private long _turn;

    /// <summary>The best of each side. Made when it is asked for: keeping it would take a cache line of its own for each symbol.</summary>
    public Nbbo Nbbo => new(
        _bestBid < 0 ? Price.None : _bbos[_bestBid].Bid,
        _bestBid < 0 ? 0 : _bbos[_bestBid].BidSize,
        _bestBid < 0 ? Mic.None : VenueOf(_bestBid),
        _bestAsk < 0 ? Price.None : _bbos[_bestAsk].Ask,
        _bestAsk < 0 ? 0 : _bbos[_bestAsk].AskSize,
        _bestAsk < 0 ? Mic.None : VenueOf(_bestAsk));

    /// <summary>The provider that the best bid comes from; -1: nobody bids.</summary>
    public int BidProvider => _bestBid < 0 ? NoVenue : ProviderOf(_bestBid);

    /// <summary>The provider that the best offer comes from; -1: nobody offers.</summary>
    public int AskProvider => _bestAsk < 0 ? NoVenue : ProviderOf(_bestAsk);

    /// <summary>A bit for each slot that would be looked at for a side, if it were not stale: what <see cref="VenueOf"/> names.</summary>
    public ulong LeftOut { get; private set; }

    public Mic VenueOf(int slot) => new((uint)_keys[slot]);

    /// <summary>Replaces a venue's BBO.</summary>
    /// <param name="isShown">Whether the NBBO or what is left out of it changed, or the venue is on it, so that its newer time shows.</param>
    /// <returns>False when the symbol has as many venues as it may.</returns>
    public bool TryUpdate(in TickStamp stamp, in Bbo bbo, out bool isShown)
    {
        var i = Find(stamp);
        if (i < 0)
        {
            i = Add(stamp);
            if (i < 0)
            {
                isShown = false;
                return false;
            }
        }

        if ((_stale | _shared | _unquoted) != 0)
        {
            isShown = UpdateAmongUnequal(i, bbo);
            return true;
        }

        var wasOnNbbo = i == _bestBid || i == _bestAsk;
        _bbos[i] = bbo;
        UpdateBestBid(i, bbo);
        UpdateBestAsk(i, bbo);
        isShown = wasOnNbbo || i == _bestBid || i == _bestAsk;
        return true;
    }

    /// <summary>Whether a live provider of higher priority gives this venue: then what the tick tells is told by that one.</summary>
    /// <remarks>Hot path: once per trade.</remarks>
    public bool IsShadowed(in TickStamp stamp) => stamp.Priority < _highestPriority && HasHigher(stamp);

    /// <summary>The provider gives this venue, even if it never quotes it.</summary>
    /// <remarks>Only a provider that has a priority can take a venue from another. Where there is no room, it does not.</remarks>
    public void Claim(in TickStamp stamp)
    {
        if (stamp.Priority > 0 && Find(stamp) < 0 && Add(stamp) is >= 0 and var slot)
        {
            _unquoted |= 1UL << slot;
        }
    }

    /// <summary>Whether the provider has quoted the symbol at all.</summary>
    public bool HasQuoteOf(int provider)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ProviderOf(i) == provider && (_unquoted >> i & 1) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks or clears everything that comes from a provider, and finds the NBBO anew.</summary>
    public void SetStale(int provider, bool isStale)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ProviderOf(i) == provider)
            {
                _stale = isStale ? _stale | 1UL << i : _stale & ~(1UL << i);
            }
        }

        for (var rest = _shared; rest != 0; rest &= rest - 1)
        {
            ShadowAtVenueOf(BitOperations.TrailingZeroCount(rest));
        }

        FindBest();
    }

    private static ulong KeyOf(in TickStamp stamp) =>
        (ulong)stamp.Priority << PriorityShift | (ulong)(uint)stamp.Provider << ProviderShift | stamp.Venue.Code;

    private int Find(in TickStamp stamp) => _keys.AsSpan(0, _count).IndexOf(KeyOf(stamp));

    private int ProviderOf(int slot) => (byte)(_keys[slot] >> ProviderShift);

    private byte PriorityOf(int slot) => (byte)(_keys[slot] >> PriorityShift);

    // Best: the highest price, among equals the larger size, among those the venue that quoted the symbol first.
    private bool IsBetterBid(int i, int than)
    {
        ref readonly var a = ref _bbos[i];
        ref readonly var b = ref _bbos[than];
        return a.Bid.Nanos != b.Bid.Nanos ? a.Bid.Nanos > b.Bid.Nanos : a.BidSize > b.BidSize || (a.BidSize == b.BidSize && i < than);
    }

    private bool IsBetterAsk(int i, int than)
    {
        ref readonly var a = ref _bbos[i];
        ref readonly var b = ref _bbos[than];
        return a.Ask.Nanos != b.Ask.Nanos ? a.Ask.Nanos < b.Ask.Nanos : a.AskSize > b.AskSize || (a.AskSize == b.AskSize && i < than);
    }

    private void UpdateBestBid(int i, in Bbo bbo)
    {
        if (i == _bestBid)
        {
            _bestBid = BestBidOf(AllSlots);
        }
        else if (bbo.BidSize > 0 && (_bestBid < 0 || IsBetterBid(i, _bestBid)))
        {
            _bestBid = i;
        }
    }

    private void UpdateBestAsk(int i, in Bbo bbo)
    {
        if (i == _bestAsk)
        {
            _bestAsk = BestAskOf(AllSlots);
        }
        else if (bbo.AskSize > 0 && (_bestAsk < 0 || IsBetterAsk(i, _bestAsk)))
        {
            _bestAsk = i;
        }
    }

    // A shift by 64 would be none at all.
    private ulong AllSlots => _count == 0 ? 0 : ulong.MaxValue >> (MaxVenues - _count);

    private int BestBidOf(ulong slots)
    {
        var best = NoVenue;
        for (; slots != 0; slots &= slots - 1)
        {
            var i = BitOperations.TrailingZeroCount(slots);
            if (_bbos[i].BidSize > 0 && (best < 0 || IsBetterBid(i, best)))
            {
                best = i;
            }
        }

        return best;
    }

    private int BestAskOf(ulong slots)
    {
        var best = NoVenue;
        for (; slots != 0; slots &= slots - 1)
        {
            var i = BitOperations.TrailingZeroCount(slots);
            if (_bbos[i].AskSize > 0 && (best < 0 || IsBetterAsk(i, best)))
            {
                best = i;
            }
        }

        return best;
    }

    // Rare: something is stale, or two providers give one venue.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool UpdateAmongUnequal(int i, in Bbo bbo)
    {
        var (before, leftOutBefore) = (Nbbo, LeftOut);
        var wasOnNbbo = i == _bestBid || i == _bestAsk;
        _bbos[i] = bbo;
        _unquoted &= ~(1UL << i);
        if ((_shared >> i & 1) != 0)
        {
            (_turns ??= new long[MaxVenues])[i] = ++_turn;
            ShadowAtVenueOf(i);
        }

        FindBest();
        return wasOnNbbo || i == _bestBid || i == _bestAsk || Nbbo != before || LeftOut != leftOutBefore;
    }

    private void FindBest()
    {
        var live = AllSlots & ~_shadowed & ~_stale;
        var stale = _stale & ~_shadowed;
        var (liveBid, liveAsk) = (BestBidOf(live), BestAskOf(live));
        _bestBid = liveBid >= 0 ? liveBid : BestBidOf(stale);
        _bestAsk = liveAsk >= 0 ? liveAsk : BestAskOf(stale);
        LeftOut = 0;
        for (var rest = stale; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if ((liveBid >= 0 && _bbos[i].BidSize > 0) || (liveAsk >= 0 && _bbos[i].AskSize > 0))
            {
                LeftOut |= 1UL << i;
            }
        }
    }

    private void ShadowAtVenueOf(int slot)
    {
        var winner = NoVenue;
        ulong venue = 0;
        for (var i = 0; i < _count; i++)
        {
            if ((uint)_keys[i] == (uint)_keys[slot] && (_unquoted >> i & 1) == 0)
            {
                venue |= 1UL << i;
                winner = winner < 0 || Counts(i, before: winner) ? i : winner;
            }
        }

        _shadowed = winner < 0 ? _shadowed : (_shadowed | venue) & ~(1UL << winner);
    }

    private bool Counts(int i, int before)
    {
        var (isStale, isOtherStale) = (_stale >> i & 1, _stale >> before & 1);
        return isStale != isOtherStale ? isStale < isOtherStale
            : PriorityOf(i) != PriorityOf(before) ? PriorityOf(i) > PriorityOf(before)
            : _turns is not null && _turns[i] > _turns[before];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasHigher(in TickStamp stamp)
    {
        for (var i = 0; i < _count; i++)
        {
            if ((uint)_keys[i] == stamp.Venue.Code && PriorityOf(i) > stamp.Priority && (_stale >> i & 1) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private int Add(in TickStamp stamp)
    {
        if (_count == MaxVenues)
        {
            return NoVenue;
        }

        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, _count * 2);
            Array.Resize(ref _bbos, _count * 2);
        }

        for (var i = 0; i < _count; i++)
        {
            if ((uint)_keys[i] == stamp.Venue.Code)
            {
                _shared |= 1UL << i | 1UL << _count;
            }
        }

        _highestPriority = Math.Max(_highestPriority, stamp.Priority);
        _keys[_count] = KeyOf(stamp);
        _bbos[_count] = new Bbo(Price.None, 0, Price.None, 0);
        return _count++;
    }
}
