namespace QuoteStream.Feeds.Simulator;

/// <summary>How a symbol trades: orders that take what venues quote, the prints of its auctions, and trades that are amended.</summary>
/// <remarks>Hot path: once per happening. Must not allocate.</remarks>
internal sealed class SimulatedTrading(SimulatorRandom random, SimulatedTickQueue ticks, SimulatedQuoting quoting)
{
    // Of today's trades in US stocks, near half are odd lots, and some are within the spread.
    private const double OddLots = 0.45;
    private const double Midpoints = 0.05;
    private const double Sweeps = 0.12;

    // How far an order's side follows what the symbol is worth, and the side before it.
    private const double Informed = 0.2;
    private const double InRuns = 0.15;

    // What of the spread a trade moves the price by.
    private const double Impact = 0.12;

    // An order takes no more venues at once.
    private const int MostVenues = 3;
    private const ulong AuctionLots = 40;

    // Of orders, how many are followed by the amendment of some earlier trade: more than in real markets, where it is a few in a
    // hundred thousand, so that whoever looks for an hour sees some.
    private const double Amendments = 0.002;
    private const double CancelsOfAmendments = 0.5;

    // By how many price steps a wrong trade was off, at most.
    private const int LargestErrorSteps = 3;

    private readonly RecentTrades _recent = new();
    private ulong _lastTradeId;

    /// <summary>An order takes the best price. False when that side is empty.</summary>
    public bool Trade(SimulatedSymbol symbol)
    {
        long bid = symbol.BestBid;
        long ask = symbol.BestAsk;
        if (bid == 0 || ask == 0)
        {
            return false;
        }

        double middle = (bid + ask) * 0.5;
        double lean = Math.Clamp((symbol.Price.Steps - middle) / Math.Max(ask - bid, 1), -1, 1);
        bool isBuy = random.NextChance(0.5 + (Informed * lean) + (InRuns * symbol.LastSide));
        symbol.LastSide = isBuy ? 1 : -1;
        ulong size = Size(symbol);
        if (!symbol.Instrument.IsCoin && ask > bid && random.NextChance(Midpoints))
        {
            // The last venue of the stocks' is the one known for it.
            Print(symbol, symbol.Venues.Length - 1, (bid + ask) * symbol.StepUnits / 2, size, SaleOf(symbol, size, isSweep: false));
            return true;
        }

        Take(symbol, isBuy, isBuy ? ask : bid, size);
        symbol.Price.Push((isBuy ? Impact : -Impact) * symbol.Spread * random.NextUnit());
        return true;
    }

    /// <summary>The auction's one print at the listing venue.</summary>
    /// <returns>Its price.</returns>
    public long PrintAuction(SimulatedSymbol symbol, SaleKind sale)
    {
        ulong lots = AuctionLots + (ulong)random.NextBelow((int)AuctionLots);
        long price = (long)symbol.Price.Steps * symbol.StepUnits;
        Print(symbol, symbol.Listing, price, lots * symbol.QuoteStepUnits, sale);
        return price;
    }

    /// <summary>Now and then an earlier trade turns out to have been a mistake, or to have had another price.</summary>
    public void AmendSometimes(SimulatedSymbol[] symbols)
    {
        if (!random.NextChance(Amendments) || !_recent.TryTake(random, out SimulatedTick wrong))
        {
            return;
        }

        if (random.NextChance(CancelsOfAmendments))
        {
            ref SimulatedTick cancel = ref ticks.Add(SimulatedTickKind.Cancel, wrong.Symbol, wrong.Venue);
            cancel.OriginalTradeId = wrong.TradeId;
            return;
        }

        long step = symbols[wrong.Symbol].StepUnits;
        long error = (1 + random.NextBelow(LargestErrorSteps)) * step;
        ref SimulatedTick correction = ref ticks.Add(SimulatedTickKind.Correction, wrong.Symbol, wrong.Venue);
        correction.Price = wrong.Price > error && random.NextChance(0.5) ? wrong.Price - error : wrong.Price + error;
        correction.Size = wrong.Size;
        correction.Sale = wrong.Sale;
        correction.OriginalTradeId = wrong.TradeId;
        correction.TradeId = ++_lastTradeId;
    }

    /// <summary>Trades so far stay as they are.</summary>
    public void ForgetTrades() => _recent.Clear();

    private void Take(SimulatedSymbol symbol, bool isBuy, long best, ulong size)
    {
        bool isSweep = random.NextChance(Sweeps);
        long[] prices = isBuy ? symbol.Asks : symbol.Bids;
        ulong[] sizes = isBuy ? symbol.AskSizes : symbol.BidSizes;
        int first = random.NextBelow(prices.Length);
        int taken = 0;
        for (int i = 0; i < prices.Length && size > 0 && taken < MostVenues; i++)
        {
            int venue = (first + i) % prices.Length;
            if (prices[venue] != best)
            {
                continue;
            }

            taken++;
            ulong part = Math.Min(size, sizes[venue]);
            size -= part;
            Print(symbol, venue, best * symbol.StepUnits, part, SaleOf(symbol, part, isSweep || taken > 1));

            // What is left over shows as whole round lots only: less than one is gone from the quote.
            sizes[venue] = (sizes[venue] - part) / symbol.QuoteStepUnits * symbol.QuoteStepUnits;
            if (sizes[venue] == 0)
            {
                quoting.Deepen(symbol, venue, isAsk: isBuy);
            }
            else
            {
                quoting.Publish(symbol, venue);
            }
        }
    }

    private void Print(SimulatedSymbol symbol, int venue, long price, ulong size, SaleKind sale)
    {
        ref SimulatedTick tick = ref ticks.Add(SimulatedTickKind.Trade, symbol.Index, venue);
        tick.Price = price;
        tick.Size = size;
        tick.Sale = sale;
        tick.TradeId = ++_lastTradeId;
        if (sale is not (SaleKind.Opening or SaleKind.Reopening or SaleKind.Closing))
        {
            _recent.Add(in tick);
        }
    }

    private static SaleKind SaleOf(SimulatedSymbol symbol, ulong size, bool isSweep)
    {
        if (symbol.Instrument.IsCoin)
        {
            return SaleKind.Unconditional;
        }

        bool isOddLot = size < symbol.QuoteStepUnits;
        return (isOddLot, isSweep) switch
        {
            (true, true) => SaleKind.OddLotSweep,
            (true, false) => SaleKind.OddLot,
            (false, true) => SaleKind.Sweep,
            _ => SaleKind.Regular,
        };
    }

    private ulong Size(SimulatedSymbol symbol)
    {
        if (symbol.Instrument.IsCoin)
        {
            // Most trades are a fraction of what is quoted.
            return (1 + (ulong)(random.NextExponential() * symbol.TypicalUnits / 8 / symbol.TradeStepUnits)) * symbol.TradeStepUnits;
        }

        ulong lot = symbol.QuoteStepUnits / symbol.TradeStepUnits;
        return lot > 1 && random.NextChance(OddLots)
            ? (1 + (ulong)random.NextBelow((int)lot - 1)) * symbol.TradeStepUnits
            : (1UL << random.NextHalving(5)) * symbol.QuoteStepUnits;
    }
}
