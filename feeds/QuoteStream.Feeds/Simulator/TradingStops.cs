namespace QuoteStream.Feeds.Simulator;

/// <summary>Stops of trading: limit up, limit down pauses, and halts for news. Both come at exponential times, to one symbol each.</summary>
internal sealed class TradingStops(
    SimulatorOptions options,
    SimulatorRandom random,
    SimulatedTickQueue ticks,
    SimulatedQuoting quoting,
    SimulatedTrading trading,
    Appointments appointments)
{
    // What makes a stock pause: a move of two to five percent at once, most of which is gone when it opens again.
    private const double LeastJump = 0.02;
    private const double JumpRange = 0.03;
    private const double RecoveredShare = 0.7;

    // News moves it by two to twelve percent, for good.
    private const double LeastNews = 0.02;
    private const double NewsRange = 0.1;

    // Of a halt's time, when the news is out, and when quoting begins: some minutes each in a real one of half an hour.
    private const double NewsOutAfter = 0.4;
    private const double QuotedAfter = 0.7;

    // Broad funds and the calmest stocks do not move like that.
    private const double LeastVolatilityPercent = 18;

    // The first of each comes when the market has settled.
    private const ulong FirstNanos = 30_000_000_000;
    private const int MostDraws = 20;

    public void ArrangeFirst(ulong openNanos)
    {
        if (options.PauseEvery > TimeSpan.Zero)
        {
            appointments.Arrange(AppointmentKind.Pause, openNanos + FirstNanos + Interval(options.PauseEvery));
        }

        if (options.HaltEvery > TimeSpan.Zero)
        {
            appointments.Arrange(AppointmentKind.Halt, openNanos + FirstNanos + Interval(options.HaltEvery));
        }
    }

    /// <param name="endsNanos">A pause that would not be over by then is left out.</param>
    public void PauseOne(SimulatedSymbol[] symbols, ActivityProcess activity, ulong now, ulong endsNanos)
    {
        appointments.Arrange(AppointmentKind.Pause, now + Interval(options.PauseEvery));
        ulong resumes = now + Nanos(options.PauseLength);
        if (resumes >= endsNanos || Choose(symbols, activity) is not { } symbol)
        {
            return;
        }

        double size = LeastJump + (JumpRange * random.NextUnit());
        double jump = random.NextChance(0.5) ? size : -size;
        symbol.Price.Jump(jump);
        symbol.MoveWhenReopened = -jump * RecoveredShare;
        quoting.Requote(symbol, symbol.Listing, mayLock: false);
        trading.Trade(symbol);
        Stop(symbol, SimulatedTickKind.Paused);
        appointments.Arrange(AppointmentKind.Resume, resumes, symbol.Index);
    }

    /// <param name="endsNanos">A halt that would not be over by then is left out.</param>
    public void HaltOne(SimulatedSymbol[] symbols, ActivityProcess activity, ulong now, ulong endsNanos)
    {
        appointments.Arrange(AppointmentKind.Halt, now + Interval(options.HaltEvery));
        ulong length = Nanos(options.HaltLength);
        if (now + length >= endsNanos || Choose(symbols, activity) is not { } symbol)
        {
            return;
        }

        double size = LeastNews + (NewsRange * random.NextUnit());
        symbol.MoveWhenReopened = random.NextChance(0.5) ? size : -size;
        Stop(symbol, SimulatedTickKind.Halted);

        // Its next stages follow from each other, so that it has one appointment at a time.
        appointments.Arrange(AppointmentKind.ReleaseNews, now + (ulong)(length * NewsOutAfter), symbol.Index);
    }

    public void ReleaseNews(SimulatedSymbol symbol, ulong now)
    {
        Tell(symbol, SimulatedTickKind.NewsReleased);
        double rest = Nanos(options.HaltLength) * (QuotedAfter - NewsOutAfter);
        appointments.Arrange(AppointmentKind.Quote, now + (ulong)rest, symbol.Index);
    }

    public void QuoteAgain(SimulatedSymbol symbol, ulong now)
    {
        symbol.Price.Jump(symbol.MoveWhenReopened);
        symbol.MoveWhenReopened = 0;
        Tell(symbol, SimulatedTickKind.QuoteOnly);
        quoting.QuoteBeforeReopening(symbol);
        appointments.Arrange(AppointmentKind.Resume, now + (ulong)(Nanos(options.HaltLength) * (1 - QuotedAfter)), symbol.Index);
    }

    private SimulatedSymbol? Choose(SimulatedSymbol[] symbols, ActivityProcess activity)
    {
        for (int draw = 0; draw < MostDraws && appointments.HasRoomForAStop; draw++)
        {
            SimulatedSymbol symbol = symbols[activity.Draw()];
            if (symbol.IsTrading && !symbol.Instrument.IsCoin && symbol.Instrument.VolatilityPercent >= LeastVolatilityPercent)
            {
                return symbol;
            }
        }

        return null;
    }

    private void Stop(SimulatedSymbol symbol, SimulatedTickKind state)
    {
        Tell(symbol, state);
        quoting.Withdraw(symbol);
    }

    private void Tell(SimulatedSymbol symbol, SimulatedTickKind state)
    {
        symbol.State = state;
        ticks.Add(state, symbol.Index, symbol.Listing);
    }

    private ulong Interval(TimeSpan mean) => (ulong)(random.NextExponential() * Nanos(mean));

    private static ulong Nanos(TimeSpan time) => (ulong)time.Ticks * 100;
}
