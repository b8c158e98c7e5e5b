namespace QuoteStream.Feeds.Simulator;

/// <summary>The latest trades that may still turn out to have been wrong.</summary>
internal sealed class RecentTrades
{
    // Some seconds of the demo market: a mistake is noticed soon, while servers still hold the trade. A power of two.
    private const int Capacity = 1024;

    private readonly SimulatedTick[] _trades = new SimulatedTick[Capacity];
    private int _next;

    public void Add(ref readonly SimulatedTick trade) => _trades[_next++ & (Capacity - 1)] = trade;

    /// <summary>Takes one out, so that no trade is amended twice. False where there is none at the place that chance points at.</summary>
    public bool TryTake(SimulatorRandom random, out SimulatedTick trade)
    {
        ref SimulatedTick place = ref _trades[random.NextBelow(Capacity)];
        trade = place;
        place = default;
        return trade.TradeId != 0;
    }

    public void Clear() => Array.Clear(_trades);
}
