using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Simulator;

internal sealed class ObservedSymbol
{
    private double _spreads;
    private long _spreadCount;

    public Dictionary<string, Quote> Venues { get; } = [];

    public HashSet<string> BestVenues { get; } = [];

    public int VenuesAtBest => BestVenues.Count;

    public HashSet<long> Prices { get; } = [];

    /// <summary>Of trades that were not amended.</summary>
    public HashSet<string> TradeIds { get; } = [];

    public TradingState State { get; set; }

    public double PreviousClose { get; set; }

    public double Last { get; set; }

    public long Trades { get; set; }

    public double MeanSpread => _spreads / _spreadCount;

    public void AddSpread(double spread)
    {
        _spreads += spread;
        _spreadCount++;
    }
}
