namespace QuoteStream.Feeds.Simulator;

/// <summary>What happens when: all symbols are listed, opened, quoted and traded, and closed where the day has an end; now and then one stops.</summary>
internal sealed class SimulatedTradingDay
{
    // Quick enough for whoever has just started a demo, and long enough to be seen.
    private const ulong ListingNanos = 500_000_000;
    private const ulong OpeningStartsNanos = 2_000_000_000;
    private const ulong AuctionsNanos = 1_000_000_000;

    private const double TradeShare = 0.3;

    // A locked market lasts some milliseconds.
    private const double LockNanos = 8_000_000;

    // One symbol at a time is told again what it is and whether it trades, for a server that was restarted meanwhile.
    private const ulong RestatementNanos = 250_000_000;

    private readonly SimulatorOptions _options;
    private readonly SimulatorRandom _random;
    private readonly SimulatedTickQueue _ticks;
    private readonly SimulatedQuoting _quoting;
    private readonly SimulatedTrading _trading;
    private readonly TradingStops _stops;
    private readonly SimulatedSymbol[] _symbols;
    private readonly WeightedChoice[] _venues;
    private readonly MarketFactors _factors;
    private readonly DayCourse _course;
    private readonly ActivityProcess _activity;
    private readonly Appointments _appointments = new();
    private MarketCycle? _cycle;
    private int _listed;
    private int _opened;
    private int _closed;
    private int _restated;
    private ulong _nextNanos;
    private ulong _floorNanos;

    public SimulatedTradingDay(SimulatorOptions options, SimulatedTickQueue ticks)
    {
        _options = options;
        _ticks = ticks;
        _random = new SimulatorRandom(options.Seed);
        _quoting = new SimulatedQuoting(_random, ticks);
        _trading = new SimulatedTrading(_random, ticks, _quoting);
        _stops = new TradingStops(options, _random, ticks, _quoting, _trading, _appointments);
        _symbols = [.. options.Instruments.Select((instrument, i) => new SimulatedSymbol(instrument, i, options.StartNanos, _random))];
        _venues = [.. Enumerable.Range(0, SimulatedVenue.ForStocks.Length).Select(StockVenues), Venues(SimulatedVenue.ForCoins, 0)];
        _factors = new MarketFactors(options.StartNanos, _random);
        _course = new DayCourse(OpenNanos, options.DayLength);
        _activity = new ActivityProcess([.. options.Instruments.Select(i => i.Activity)], options.TicksPerSecond, _course, _random);
        _nextNanos = _activity.After(OpenNanos, 1);
        _appointments.Arrange(AppointmentKind.Restatement, OpenNanos);
        _stops.ArrangeFirst(OpenNanos);
    }

    /// <summary>When the next happening is. Never goes back.</summary>
    public ulong NextNanos
    {
        get
        {
            ulong next = _opened < _symbols.Length ? NextOfOpening : Math.Min(_nextNanos, NextOfClosing);
            return Math.Max(Math.Min(next, _appointments.NextNanos), _floorNanos);
        }
    }

    /// <summary>By when every symbol has opened, and continuous trading begins.</summary>
    public ulong OpenNanos => _options.StartNanos + OpeningStartsNanos + AuctionsNanos;

    /// <summary>The day is, or the cycle: nothing happens any more.</summary>
    public bool IsOver => _closed == _symbols.Length || _cycle is { IsOver: true };

    private ulong NextOfOpening => _listed < _symbols.Length
        ? _options.StartNanos + InTurn(ListingNanos, _listed)
        : _options.StartNanos + OpeningStartsNanos + InTurn(AuctionsNanos, _opened);

    private ulong NextOfClosing => _options.DayLength > TimeSpan.Zero ? _course.ClosesNanos + InTurn(AuctionsNanos, _closed) : ulong.MaxValue;

    // A stop that would reach into the end of the day or of the cycle does not begin.
    private ulong StopsEndNanos => Math.Min(_course.ClosesNanos, _cycle?.StopsEndNanos ?? ulong.MaxValue);

    public SimulatedSymbol SymbolAt(int index) => _symbols[index];

    /// <summary>From now on the market works towards being as it is now. Only once, when it is open and nothing is stopped.</summary>
    /// <param name="ticks">As many before it goes back, symbol by symbol.</param>
    public void BeginCycle(int ticks)
    {
        ulong planned = _floorNanos + (ulong)(ticks / _options.TicksPerSecond * 1e9);
        _cycle = new MarketCycle(_symbols, _quoting, ticks, _floorNanos, planned);
        _trading.ForgetTrades();
    }

    /// <summary>What would have happened before does not.</summary>
    public void SkipTo(ulong timeNanos)
    {
        _floorNanos = timeNanos;
        if (_opened == _symbols.Length)
        {
            _nextNanos = Math.Max(_nextNanos, timeNanos);
        }
    }

    /// <summary>Makes the next happening's ticks, if it has any, and returns its time.</summary>
    public ulong Step()
    {
        ulong now = NextNanos;
        _floorNanos = now;
        _factors.MoveTo(now);
        if (_appointments.NextNanos <= now)
        {
            (AppointmentKind kind, int symbol, int venue) = _appointments.Take();
            Keep(kind, _symbols[symbol], venue, now);
        }
        else if (_listed < _symbols.Length)
        {
            List(_symbols[_listed++], now);
        }
        else if (_opened < _symbols.Length)
        {
            OpenFirst(_symbols[_opened++], now);
        }
        else if (NextOfClosing <= now)
        {
            Close(_symbols[_closed++], now);
        }
        else
        {
            Happen(_symbols[_activity.Next()], now);
            _nextNanos = _activity.After(now, _ticks.Written);
        }

        _cycle?.Count(_ticks.Written);
        return now;
    }

    private void List(SimulatedSymbol symbol, ulong now)
    {
        _ticks.Add(SimulatedTickKind.Reference, symbol.Index, symbol.Listing);
        if (symbol.Instrument.IsCoin)
        {
            Tell(symbol, SimulatedTickKind.Trading);
            Advance(symbol, now);
            _quoting.RequoteAll(symbol);
        }
        else
        {
            Tell(symbol, SimulatedTickKind.PreOpen);
        }
    }

    private void OpenFirst(SimulatedSymbol symbol, ulong now)
    {
        if (!symbol.IsTrading)
        {
            symbol.Reference.OfficialOpen = Open(symbol, now, SaleKind.Opening);
            _ticks.Add(SimulatedTickKind.Reference, symbol.Index, symbol.Listing);
        }
    }

    private long Open(SimulatedSymbol symbol, ulong now, SaleKind sale)
    {
        Tell(symbol, SimulatedTickKind.Trading);
        Advance(symbol, now);
        long price = _trading.PrintAuction(symbol, sale);
        _quoting.RequoteAll(symbol);
        return price;
    }

    private void Close(SimulatedSymbol symbol, ulong now)
    {
        // Coins trade on, around the clock.
        if (symbol.IsTrading && !symbol.Instrument.IsCoin)
        {
            Advance(symbol, now);
            symbol.Reference.OfficialClose = _trading.PrintAuction(symbol, SaleKind.Closing);
            _ticks.Add(SimulatedTickKind.Reference, symbol.Index, symbol.Listing);
            Tell(symbol, SimulatedTickKind.Closed);
            _quoting.Withdraw(symbol);
        }
    }

    private void Happen(SimulatedSymbol symbol, ulong now)
    {
        if (!symbol.IsTrading || _cycle?.TrySettle(symbol) == true)
        {
            return;
        }

        Advance(symbol, now);
        if (_random.NextChance(TradeShare) && _trading.Trade(symbol))
        {
            _trading.AmendSometimes(_symbols);
            return;
        }

        int venue = VenuesOf(symbol).Next(_random);
        if (_quoting.Requote(symbol, venue, mayLock: !symbol.Instrument.IsCoin && _appointments.HasRoomForALock))
        {
            _appointments.Arrange(AppointmentKind.Unlock, now + (ulong)(_random.NextExponential() * LockNanos), symbol.Index, venue);
        }
    }

    private void Keep(AppointmentKind kind, SimulatedSymbol symbol, int venue, ulong now)
    {
        switch (kind)
        {
            case AppointmentKind.Unlock when symbol.IsTrading && !symbol.IsSettled:
                Advance(symbol, now);
                _quoting.Requote(symbol, venue, mayLock: false);
                break;
            case AppointmentKind.Pause:
                _stops.PauseOne(_symbols, _activity, now, StopsEndNanos);
                break;
            case AppointmentKind.Halt:
                _stops.HaltOne(_symbols, _activity, now, StopsEndNanos);
                break;
            case AppointmentKind.ReleaseNews:
                _stops.ReleaseNews(symbol, now);
                break;
            case AppointmentKind.Quote:
                _stops.QuoteAgain(symbol, now);
                break;
            case AppointmentKind.Resume:
                symbol.Price.Jump(symbol.MoveWhenReopened);
                symbol.MoveWhenReopened = 0;
                Open(symbol, now, SaleKind.Reopening);
                break;
            case AppointmentKind.Restatement:
                _appointments.Arrange(AppointmentKind.Restatement, now + RestatementNanos);
                Restate(_symbols[_restated]);
                _restated = (_restated + 1) % _symbols.Length;
                break;
        }
    }

    private void Restate(SimulatedSymbol symbol)
    {
        _ticks.Add(SimulatedTickKind.Reference, symbol.Index, symbol.Listing);
        _ticks.Add(symbol.State, symbol.Index, symbol.Listing);
    }

    private void Tell(SimulatedSymbol symbol, SimulatedTickKind state)
    {
        symbol.State = state;
        _ticks.Add(state, symbol.Index, symbol.Listing);
    }

    private void Advance(SimulatedSymbol symbol, ulong now) => symbol.Price.Advance(now, _factors.MoveOf(symbol), _random);

    // Of a time that all symbols share, when this many of them are done.
    private ulong InTurn(ulong nanos, int done) => (ulong)(nanos * (double)done / _symbols.Length);

    private WeightedChoice VenuesOf(SimulatedSymbol symbol) => symbol.Instrument.IsCoin ? _venues[^1] : _venues[symbol.Listing];

    private static WeightedChoice StockVenues(int listing) => Venues(SimulatedVenue.ForStocks, listing);

    private static WeightedChoice Venues(SimulatedVenue[] venues, int listing) =>
        new([.. venues.Select((venue, i) => i == listing ? venue.Share * 2 : venue.Share)]);
}
