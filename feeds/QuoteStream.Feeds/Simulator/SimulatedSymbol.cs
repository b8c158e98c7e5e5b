using System.Text;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Simulator;

/// <summary>A symbol's market: what it is worth, and what each venue quotes for it.</summary>
internal sealed class SimulatedSymbol
{
    /// <summary>Units of a share, or of a whole coin.</summary>
    public const long UnitsPerOne = 100_000_000;

    /// <summary>Of a price, in its currency.</summary>
    public const decimal PriceUnit = 0.00001m;

    // Of a symbol's volatility, what it shares with its sector: coins nearly all of it.
    private const double StocksShareOfSector = 0.35;
    private const double CoinsShareOfSector = 0.75;

    // Of its variance, what is its own at least, however much it follows the market.
    private const double LeastOwnVariance = 0.05;

    // Overnight, a stock moves by half a day's volatility or so.
    private const double OvernightDays = 0.4;
    private const double DaysPerYear = 252;

    public SimulatedSymbol(SimulatedInstrument instrument, int index, ulong startNanos, SimulatorRandom random)
    {
        Instrument = instrument;
        Index = index;
        Name = Encoding.UTF8.GetBytes(instrument.Symbol);
        Reference = new Reference
        {
            PreviousClose = (long)(instrument.PreviousClose / PriceUnit),
            Name = instrument.Name,
            Currency = instrument.Currency,
            RoundLot = (uint)instrument.RoundLot,
        };
        Venues = instrument.IsCoin ? SimulatedVenue.ForCoins : SimulatedVenue.ForStocks;
        Listing = Math.Max(0, Array.FindIndex(Venues, v => Encoding.ASCII.GetString(v.Mic) == instrument.Listing));
        StepUnits = Math.Max(1, (long)(instrument.PriceStep / PriceUnit));
        Bids = new long[Venues.Length];
        Asks = new long[Venues.Length];
        BidSizes = new ulong[Venues.Length];
        AskSizes = new ulong[Venues.Length];
        (QuoteStepUnits, TradeStepUnits, TypicalUnits) = Sizes(instrument);

        double yearly = instrument.VolatilityPercent / 100;
        double overnight = yearly * Math.Sqrt(OvernightDays / DaysPerYear) * random.NextGaussian();
        double start = (double)(instrument.PreviousClose / instrument.PriceStep) * (1 + overnight);
        double sigma = yearly / Math.Sqrt(instrument.IsCoin ? PriceProcess.CoinSecondsPerYear : PriceProcess.StockSecondsPerYear);
        double sectorShare = instrument.Sector == Sector.None ? 0 : instrument.IsCoin ? CoinsShareOfSector : StocksShareOfSector;
        double marketShare = instrument.Beta * MarketFactors.MarketSigma / sigma;
        double ownVariance = Math.Max(1 - (sectorShare * sectorShare) - (marketShare * marketShare), LeastOwnVariance);
        SectorSigma = sectorShare * sigma;
        Price = new PriceProcess(Math.Max(start, 10), sigma * Math.Sqrt(ownVariance), startNanos);
        Spread = Math.Max(1, (long)instrument.SpreadTicks);
    }

    public SimulatedInstrument Instrument { get; }

    public int Index { get; }

    public byte[] Name { get; }

    public Reference Reference { get; }

    public SimulatedVenue[] Venues { get; }

    /// <summary>Index of the venue that lists it.</summary>
    public int Listing { get; }

    /// <summary>Units of <see cref="PriceUnit"/> in a price step.</summary>
    public long StepUnits { get; }

    /// <summary>Quoted sizes are multiples of this: a round lot; of a coin, a fraction.</summary>
    public ulong QuoteStepUnits { get; }

    /// <summary>Traded sizes are multiples of this: a share.</summary>
    public ulong TradeStepUnits { get; }

    /// <summary>The usual size at the best price.</summary>
    public double TypicalUnits { get; }

    /// <summary>By venue, in price steps; 0: the side is empty.</summary>
    public long[] Bids { get; }

    public long[] Asks { get; }

    public ulong[] BidSizes { get; }

    public ulong[] AskSizes { get; }

    /// <summary>Between the best bid and the best offer that venues aim at, in price steps.</summary>
    public long Spread { get; set; }

    /// <summary>1: the last trade was a buyer's, -1: a seller's. Orders come in runs.</summary>
    public int LastSide { get; set; } = 1;

    /// <summary>What was last told of its trading: a status, never another tick.</summary>
    public SimulatedTickKind State { get; set; } = SimulatedTickKind.PreOpen;

    public bool IsTrading => State == SimulatedTickKind.Trading;

    /// <summary>Back where the cycle began, and still until the next one: <see cref="MarketCycle"/>.</summary>
    public bool IsSettled { get; set; }

    /// <summary>The relative move with which it opens again.</summary>
    public double MoveWhenReopened { get; set; }

    /// <summary>Standard deviation in one second of what it shares with its sector.</summary>
    public double SectorSigma { get; }

    /// <summary>A field, for it is a struct that changes in place.</summary>
    public PriceProcess Price;

    /// <summary>Over all venues, in price steps; 0: nobody bids.</summary>
    public long BestBid
    {
        get
        {
            long best = 0;
            foreach (long bid in Bids)
            {
                best = Math.Max(best, bid);
            }

            return best;
        }
    }

    /// <summary>Over all venues, in price steps; 0: nobody offers.</summary>
    public long BestAsk
    {
        get
        {
            long best = 0;
            foreach (long ask in Asks)
            {
                best = ask != 0 && (best == 0 || ask < best) ? ask : best;
            }

            return best;
        }
    }

    private static (ulong Quote, ulong Trade, double Typical) Sizes(SimulatedInstrument instrument)
    {
        if (!instrument.IsCoin)
        {
            return ((ulong)(instrument.RoundLot * UnitsPerOne), UnitsPerOne, instrument.Depth * instrument.RoundLot * UnitsPerOne);
        }

        // Depth counts thousands of dollars; sizes are rounded to the power of ten next below a dollar's worth.
        decimal dollar = UnitsPerOne / instrument.PreviousClose;
        ulong step = 1;
        while (step * 10 <= dollar)
        {
            step *= 10;
        }

        return (step, step, instrument.Depth * 1000 * (double)dollar);
    }
}
