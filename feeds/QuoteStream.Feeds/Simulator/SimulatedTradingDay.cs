namespace QuoteStream.Feeds.Simulator;

/// <summary>What happens when: all symbols are listed, then opened, then quoted and traded without end; now and then one pauses.</summary>
internal sealed class SimulatedTradingDay
{
    // Quick enough for whoever has just started a demo, and long enough to be seen.
    private const ulong ListingNanos = 500_000_000;
    private const ulong OpeningStartsNanos = 2_000_000_000;
    private const ulong OpeningNanos = 1_000_000_000;

    private const double TradeShare = 0.3;

    // The whole market's volatility: 12 percent a year, looked at a hundred times a second.
    private const double MarketSigma = 0.12 / 2428.3;
    private const ulong MarketStepNanos = 10_000_000;

    // A locked market lasts some milliseconds.
    private const double LockNanos = 8_000_000;

    // What makes a stock pause: a move of two to five percent at once, most of which is gone when it opens again.
    private const double LeastJump = 0.02;
    private const double JumpRange = 0.03;
    private const double RecoveredShare = 0.7;

    // Broad funds and the calmest stocks do not move like that.
    private const double LeastPausingVolatilityPercent = 18;

    // The first pause comes when the market has settled.
    private const ulong FirstPauseNanos = 30_000_000_000;
    private const int MostDrawsForPause = 20;

    // One symbol at a time is told again what it is and whether it trades, for a server that was restarted meanwhile.
    private const ulong RestatementNanos = 250_000_000;

    // Locked markets and paused stocks at one time: more of them would no longer be the exception that they are.
    private const int MostAppointments = 256;

    private readonly SimulatorOptions _options;
    private readonly SimulatorRandom _random;
    private readonly SimulatedTickQueue _ticks;
    private readonly SimulatedQuoting _quoting;
    private readonly SimulatedTrading _trading;
    private readonly SimulatedSymbol[] _symbols;
    private readonly WeightedChoice[] _venues;
    private readonly ActivityProcess _activity;
    private readonly PriorityQueue<Appointment, ulong> _appointments = new(MostAppointments);
    private int _listed;
    private int _opened;
    private int _restated;
    private ulong _nextNanos;
    private ulong _floorNanos;
    private ulong _marketNanos;
    private double _market;

    public SimulatedTradingDay(SimulatorOptions options, SimulatedTickQueue ticks)
    {
        _options = options;
        _ticks = ticks;
        _random = new SimulatorRandom(options.Seed);
        _quoting = new SimulatedQuoting(_random, ticks);
        _trading = new SimulatedTrading(_random, ticks, _quoting);
        _symbols = [.. options.Instruments.Select((instrument, i) => new SimulatedSymbol(instrument, i, options.StartNanos, _random))];
        _venues = [.. Enumerable.Range(0, SimulatedVenue.ForStocks.Length).Select(StockVenues), Venues(SimulatedVenue.ForCoins, 0)];
        ulong continuousNanos = options.StartNanos + OpeningStartsNanos + OpeningNanos;
        _activity = new ActivityProcess(
            [.. options.Instruments.Select(i => i.Activity)], options.TicksPerSecond, continuousNanos, _random);
        _nextNanos = _activity.After(continuousNanos, 1);
        _marketNanos = options.StartNanos;
        Arrange(AppointmentKind.Restatement, 0, 0, continuousNanos);
        if (options.PauseEvery > TimeSpan.Zero)
        {
            Arrange(AppointmentKind.Pause, 0, 0, continuousNanos + FirstPauseNanos + PauseInterval());
        }
    }

    /// <summary>When the next happening is. Never goes back.</summary>
    public ulong NextNanos
    {
        get
        {
            ulong next = _opened < _symbols.Length ? NextOfOpening : _nextNanos;
            if (_appointments.TryPeek(out _, out ulong appointed))
            {
                next = Math.Min(next, appointed);
            }

            return Math.Max(next, _floorNanos);
        }
    }

    private ulong NextOfOpening => _listed < _symbols.Length
        ? _options.StartNanos + (ulong)(ListingNanos * (double)_listed / _symbols.Length)
        : _options.StartNanos + OpeningStartsNanos + (ulong)(OpeningNanos * (double)_opened / _symbols.Length);

    public SimulatedSymbol SymbolAt(int index) => _symbols[index];

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
        MoveMarket(now);
        if (_appointments.TryPeek(out Appointment appointment, out ulong appointed) && appointed <= now)
        {
            _appointments.Dequeue();
            Keep(appointment, now);
        }
        else if (_listed < _symbols.Length)
        {
            List(_symbols[_listed++], now);
        }
        else if (_opened < _symbols.Length)
        {
            SimulatedSymbol symbol = _symbols[_opened++];
            if (!symbol.IsTrading)
            {
                Open(symbol, now, SaleKind.Opening);
            }
        }
        else
        {
            Happen(_symbols[_activity.Next()], now);
            _nextNanos = _activity.After(now, _ticks.Written);
        }

        return now;
    }

    private void List(SimulatedSymbol symbol, ulong now)
    {
        _ticks.Add(SimulatedTickKind.Reference, symbol.Index, symbol.Listing);
        if (symbol.Instrument.IsCoin)
        {
            _ticks.Add(SimulatedTickKind.Trading, symbol.Index, symbol.Listing);
            symbol.IsTrading = true;
            symbol.Price.Advance(now, _market, _random);
            _quoting.RequoteAll(symbol);
        }
        else
        {
            _ticks.Add(SimulatedTickKind.PreOpen, symbol.Index, symbol.Listing);
        }
    }

    private void Open(SimulatedSymbol symbol, ulong now, SaleKind sale)
    {
        symbol.IsTrading = true;
        symbol.Price.Advance(now, _market, _random);
        _ticks.Add(SimulatedTickKind.Trading, symbol.Index, symbol.Listing);
        _trading.PrintAuction(symbol, sale);
        _quoting.RequoteAll(symbol);
    }

    private void Happen(SimulatedSymbol symbol, ulong now)
    {
        if (!symbol.IsTrading)
        {
            return;
        }

        symbol.Price.Advance(now, _market, _random);
        if (_random.NextChance(TradeShare) && _trading.Trade(symbol))
        {
            return;
        }

        int venue = VenuesOf(symbol).Next(_random);
        if (_quoting.Requote(symbol, venue, mayLock: !symbol.Instrument.IsCoin && _appointments.Count < MostAppointments / 2))
        {
            Arrange(AppointmentKind.Unlock, symbol.Index, venue, now + (ulong)(_random.NextExponential() * LockNanos));
        }
    }

    private void Keep(Appointment appointment, ulong now)
    {
        SimulatedSymbol symbol = _symbols[appointment.Symbol];
        switch (appointment.Kind)
        {
            case AppointmentKind.Unlock when symbol.IsTrading:
                symbol.Price.Advance(now, _market, _random);
                _quoting.Requote(symbol, appointment.Venue, mayLock: false);
                break;
            case AppointmentKind.Resume:
                symbol.Price.Jump(symbol.RecoveryAfterPause);
                Open(symbol, now, SaleKind.Reopening);
                break;
            case AppointmentKind.Pause:
                Arrange(AppointmentKind.Pause, 0, 0, now + PauseInterval());
                PauseOne(now);
                break;
            case AppointmentKind.Restatement:
                Arrange(AppointmentKind.Restatement, 0, 0, now + RestatementNanos);
                Restate(_symbols[_restated]);
                _restated = (_restated + 1) % _symbols.Length;
                break;
        }
    }

    private void Restate(SimulatedSymbol symbol)
    {
        _ticks.Add(SimulatedTickKind.Reference, symbol.Index, symbol.Listing);
        _ticks.Add(symbol.IsTrading ? SimulatedTickKind.Trading : SimulatedTickKind.Paused, symbol.Index, symbol.Listing);
    }

    private void PauseOne(ulong now)
    {
        for (int draw = 0; draw < MostDrawsForPause && _appointments.Count < MostAppointments - 1; draw++)
        {
            SimulatedSymbol symbol = _symbols[_activity.Draw()];
            if (symbol.IsTrading && !symbol.Instrument.IsCoin && symbol.Instrument.VolatilityPercent >= LeastPausingVolatilityPercent)
            {
                double size = LeastJump + (JumpRange * _random.NextUnit());
                double jump = _random.NextChance(0.5) ? size : -size;
                symbol.Price.Jump(jump);
                symbol.RecoveryAfterPause = -jump * RecoveredShare;
                _quoting.Requote(symbol, symbol.Listing, mayLock: false);
                _trading.Trade(symbol);
                _ticks.Add(SimulatedTickKind.Paused, symbol.Index, symbol.Listing);
                _quoting.Withdraw(symbol);
                symbol.IsTrading = false;
                Arrange(AppointmentKind.Resume, symbol.Index, 0, now + ((ulong)_options.PauseLength.Ticks * 100));
                return;
            }
        }
    }

    private void MoveMarket(ulong now)
    {
        ulong passed = now - _marketNanos;
        if (passed >= MarketStepNanos)
        {
            _market += MarketSigma * Math.Sqrt(passed * 1e-9) * _random.NextGaussian();
            _marketNanos = now;
        }
    }

    private ulong PauseInterval() => (ulong)(_random.NextExponential() * _options.PauseEvery.Ticks * 100);

    private void Arrange(AppointmentKind kind, int symbol, int venue, ulong timeNanos) =>
        _appointments.Enqueue(new Appointment(kind, symbol, venue), timeNanos);

    private WeightedChoice VenuesOf(SimulatedSymbol symbol) => symbol.Instrument.IsCoin ? _venues[^1] : _venues[symbol.Listing];

    private static WeightedChoice StockVenues(int listing) => Venues(SimulatedVenue.ForStocks, listing);

    private static WeightedChoice Venues(SimulatedVenue[] venues, int listing) =>
        new([.. venues.Select((venue, i) => i == listing ? venue.Share * 2 : venue.Share)]);

    private enum AppointmentKind
    {
        Unlock,
        Pause,
        Resume,
        Restatement,
    }

    private readonly record struct Appointment(AppointmentKind Kind, int Symbol, int Venue);
}
