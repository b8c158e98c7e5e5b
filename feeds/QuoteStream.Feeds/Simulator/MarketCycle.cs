namespace QuoteStream.Feeds.Simulator;

/// <summary>A stretch of the market that ends as it began, so that it can follow on itself: all is worth and quoted the same again.</summary>
/// <remarks>
/// What symbols are worth is drawn back to where it was, in Brownian bridges; then one symbol after the other quotes as it did, and is
/// still until the end. Nothing is stopped across the end, and no amendment names a trade from before the beginning.
/// </remarks>
internal sealed class MarketCycle
{
    // Every other happening settles the next symbol, so that the market does not fall silent on the way.
    private const int HappeningsPerSettling = 2;

    // Bursts may bring the end nearer than was planned: by then a stop has to be over.
    private const double StopsEndAt = 0.7;

    private readonly SimulatedSymbol[] _symbols;
    private readonly SimulatedQuoting _quoting;
    private readonly QuotedState[] _states;
    private readonly ulong _stopsEndNanos;
    private long _ticksLeft;
    private int _settled;
    private int _happenings;

    /// <param name="ticks">As many before the first symbol settles.</param>
    /// <param name="plannedNanos">When that will be, as far as one can tell.</param>
    public MarketCycle(SimulatedSymbol[] symbols, SimulatedQuoting quoting, int ticks, ulong nowNanos, ulong plannedNanos)
    {
        _symbols = symbols;
        _quoting = quoting;
        _ticksLeft = ticks;
        _stopsEndNanos = nowNanos + (ulong)((plannedNanos - nowNanos) * StopsEndAt);
        _states = [.. symbols.Select(s => new QuotedState(s))];
        foreach (SimulatedSymbol symbol in symbols)
        {
            symbol.Price.BridgeUntil(plannedNanos);
        }
    }

    /// <summary>By when a stop of trading has to be over.</summary>
    public ulong StopsEndNanos => _ticksLeft > 0 ? _stopsEndNanos : 0;

    public bool IsOver => _settled == _symbols.Length;

    public void Count(int ticks) => _ticksLeft -= ticks;

    /// <summary>Settles a symbol, if it is time to, in place of what would happen.</summary>
    public bool TrySettle(SimulatedSymbol happening)
    {
        if (_ticksLeft > 0 || (!happening.IsSettled && ++_happenings % HappeningsPerSettling != 0))
        {
            return false;
        }

        SimulatedSymbol symbol = _symbols[_settled];
        if (!symbol.IsTrading)
        {
            // Stopped late: its turn comes when it has opened again. A settled one is not to tick meanwhile.
            return happening.IsSettled;
        }

        _quoting.Restore(symbol, _states[_settled]);
        symbol.IsSettled = true;
        _settled++;
        return true;
    }
}
