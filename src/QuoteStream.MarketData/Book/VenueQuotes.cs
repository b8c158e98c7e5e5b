using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>The BBO of each venue that quotes a symbol, and the NBBO over them.</summary>
/// <remarks>One writer at a time. Hot path: once per quote tick. Allocates only when a venue is new.</remarks>
internal sealed class VenueQuotes
{
    /// <summary>US equities have under 20 protected venues; a provider that invents codes must not grow memory.</summary>
    public const int MaxVenues = 64;

    private const int NoVenue = -1;

    private uint[] _codes = new uint[4];
    private Bbo[] _bbos = new Bbo[4];
    private int _count;
    private int _bestBid = NoVenue;
    private int _bestAsk = NoVenue;

    public Nbbo Nbbo { get; private set; } = Nbbo.Empty;

    /// <summary>Replaces a venue's BBO.</summary>
    /// <param name="isShown">Whether the NBBO changed, or the venue is on it, so that its newer time shows.</param>
    /// <returns>False when the symbol has as many venues as it may.</returns>
    public bool TryUpdate(Mic venue, in Bbo bbo, out bool isShown)
    {
        var i = _codes.AsSpan(0, _count).IndexOf(venue.Code);
        if (i < 0)
        {
            i = Add(venue);
            if (i < 0)
            {
                isShown = false;
                return false;
            }
        }

        var wasOnNbbo = i == _bestBid || i == _bestAsk;
        _bbos[i] = bbo;
        UpdateBestBid(i, bbo);
        UpdateBestAsk(i, bbo);
        isShown = wasOnNbbo || i == _bestBid || i == _bestAsk;
        if (isShown)
        {
            Nbbo = new Nbbo(
                _bestBid < 0 ? Price.None : _bbos[_bestBid].Bid,
                _bestBid < 0 ? 0 : _bbos[_bestBid].BidSize,
                _bestBid < 0 ? Mic.None : new Mic(_codes[_bestBid]),
                _bestAsk < 0 ? Price.None : _bbos[_bestAsk].Ask,
                _bestAsk < 0 ? 0 : _bbos[_bestAsk].AskSize,
                _bestAsk < 0 ? Mic.None : new Mic(_codes[_bestAsk]));
        }

        return true;
    }

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
            RescanBids();
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
            RescanAsks();
        }
        else if (bbo.AskSize > 0 && (_bestAsk < 0 || IsBetterAsk(i, _bestAsk)))
        {
            _bestAsk = i;
        }
    }

    private void RescanBids()
    {
        _bestBid = NoVenue;
        for (var i = 0; i < _count; i++)
        {
            if (_bbos[i].BidSize > 0 && (_bestBid < 0 || IsBetterBid(i, _bestBid)))
            {
                _bestBid = i;
            }
        }
    }

    private void RescanAsks()
    {
        _bestAsk = NoVenue;
        for (var i = 0; i < _count; i++)
        {
            if (_bbos[i].AskSize > 0 && (_bestAsk < 0 || IsBetterAsk(i, _bestAsk)))
            {
                _bestAsk = i;
            }
        }
    }

    private int Add(Mic venue)
    {
        if (_count == MaxVenues)
        {
            return NoVenue;
        }

        if (_count == _codes.Length)
        {
            Array.Resize(ref _codes, _count * 2);
            Array.Resize(ref _bbos, _count * 2);
        }

        _codes[_count] = venue.Code;
        _bbos[_count] = new Bbo(Price.None, 0, Price.None, 0);
        return _count++;
    }
}
