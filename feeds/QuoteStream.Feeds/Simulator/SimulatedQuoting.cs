namespace QuoteStream.Feeds.Simulator;

/// <summary>How venues quote a symbol: around what it is worth, and out of each other's way.</summary>
/// <remarks>Hot path: once per happening. Must not allocate.</remarks>
internal sealed class SimulatedQuoting(SimulatorRandom random, SimulatedTickQueue ticks)
{
    // How often the spread that venues aim at is drawn anew, and how often a venue shows one side only.
    private const double SpreadChange = 0.08;
    private const double OneSided = 0.004;

    // A venue that was too slow to step aside locks the market. Rare, as it is where rules forbid it.
    private const double Lock = 0.02;

    // The listing venue stands at the best price more often than the others.
    private const double ListingAtBest = 0.5;
    private const int FarthestFromBest = 4;
    private const int SpreadsBeforeReopening = 4;

    /// <summary>One venue quotes anew, and those it would cross step aside first. True when it locked one that did not.</summary>
    public bool Requote(SimulatedSymbol symbol, int venue, bool mayLock)
    {
        (long bid, long ask) = Aim(symbol);
        bool locks = StepAside(symbol, venue, bid, ask, mayLock);
        Place(symbol, venue, bid - Distance(symbol, venue), ask + Distance(symbol, venue));
        return locks;
    }

    /// <summary>All venues quote, after an opening: nobody did before.</summary>
    public void RequoteAll(SimulatedSymbol symbol)
    {
        (long bid, long ask) = Aim(symbol);
        for (int i = 0; i < symbol.Venues.Length; i++)
        {
            // The listing venue makes the best price, so that the market opens with the spread that it aims at; and it comes first, for it
            // may have quoted before, when others did not.
            int venue = (symbol.Listing + i) % symbol.Venues.Length;
            long distance = venue == symbol.Listing ? 0 : Distance(symbol, venue);
            Place(symbol, venue, bid - distance, ask + distance);
        }
    }

    /// <summary>A venue takes one side deeper, for the best price on it was traded away.</summary>
    public void Deepen(SimulatedSymbol symbol, int venue, bool isAsk)
    {
        long step = 1 + random.NextHalving(2);
        if (isAsk)
        {
            symbol.Asks[venue] += step;
            symbol.AskSizes[venue] = Size(symbol);
        }
        else
        {
            symbol.Bids[venue] = Math.Max(symbol.Bids[venue] - step, 0);
            symbol.BidSizes[venue] = symbol.Bids[venue] == 0 ? 0 : Size(symbol);
        }

        Publish(symbol, venue);
    }

    /// <summary>Before trading resumes only the listing venue quotes, and wide.</summary>
    public void QuoteBeforeReopening(SimulatedSymbol symbol)
    {
        (long bid, long ask) = Aim(symbol);
        Place(symbol, symbol.Listing, bid - (SpreadsBeforeReopening * symbol.Spread), ask + (SpreadsBeforeReopening * symbol.Spread));
    }

    /// <summary>All venues quote what they once did, and nobody crosses anybody on the way.</summary>
    public void Restore(SimulatedSymbol symbol, QuotedState state)
    {
        bool overlaps = symbol.BestBid >= state.BestAsk || symbol.BestAsk <= state.BestBid;
        for (int venue = 0; overlaps && venue < symbol.Venues.Length; venue++)
        {
            // First everyone retreats to the worse of both prices on each side; a side that is empty in either is empty now.
            long bid = Math.Min(symbol.Bids[venue], state.Bids[venue]);
            long ask = symbol.Asks[venue] == 0 || state.Asks[venue] == 0 ? 0 : Math.Max(symbol.Asks[venue], state.Asks[venue]);
            Set(symbol, venue, bid, state.BidSizes[venue], ask, state.AskSizes[venue]);
        }

        for (int venue = 0; venue < symbol.Venues.Length; venue++)
        {
            Set(symbol, venue, state.Bids[venue], state.BidSizes[venue], state.Asks[venue], state.AskSizes[venue]);
        }
    }

    public void Withdraw(SimulatedSymbol symbol)
    {
        Array.Clear(symbol.Bids);
        Array.Clear(symbol.BidSizes);
        Array.Clear(symbol.Asks);
        Array.Clear(symbol.AskSizes);
        for (int venue = 0; venue < symbol.Venues.Length; venue++)
        {
            Publish(symbol, venue);
        }
    }

    public void Publish(SimulatedSymbol symbol, int venue)
    {
        ref SimulatedTick tick = ref ticks.Add(SimulatedTickKind.Quote, symbol.Index, venue);
        tick.Price = symbol.Bids[venue] * symbol.StepUnits;
        tick.Size = symbol.BidSizes[venue];
        tick.AskPrice = symbol.Asks[venue] * symbol.StepUnits;
        tick.AskSize = symbol.AskSizes[venue];
    }

    /// <summary>The best prices that what the symbol is worth allows, in price steps.</summary>
    private (long Bid, long Ask) Aim(SimulatedSymbol symbol)
    {
        if (random.NextChance(SpreadChange))
        {
            double usual = symbol.Instrument.SpreadTicks * (0.7 + (0.3 * Math.Min(symbol.Price.Variance, 4)));
            symbol.Spread = Math.Max(1, (long)(usual + random.NextUnit()));
        }

        long bid = Math.Max(1, (long)Math.Floor(symbol.Price.Steps - (symbol.Spread * 0.5) + 0.5));
        return (bid, bid + symbol.Spread);
    }

    /// <summary>Others only retreat here, so that no two venues cross while a move goes through the market.</summary>
    private bool StepAside(SimulatedSymbol symbol, int venue, long bid, long ask, bool mayLock)
    {
        // In a wide market a venue may stand somewhat inside of where the others aim at.
        long inside = symbol.Spread / 4;
        bool locks = false;
        for (int other = 0; other < symbol.Venues.Length; other++)
        {
            bool bidsTooHigh = symbol.Bids[other] > bid + inside;
            bool asksTooLow = symbol.Asks[other] != 0 && symbol.Asks[other] < ask - inside;
            if (other == venue || (!bidsTooHigh && !asksTooLow))
            {
                continue;
            }

            if (mayLock && !locks && (symbol.Bids[other] == ask || symbol.Asks[other] == bid) && random.NextChance(Lock))
            {
                locks = true;
                continue;
            }

            Place(
                symbol,
                other,
                bidsTooHigh ? bid - Distance(symbol, other) : symbol.Bids[other],
                asksTooLow ? ask + Distance(symbol, other) : symbol.Asks[other]);
        }

        return locks;
    }

    private void Set(SimulatedSymbol symbol, int venue, long bid, ulong bidSize, long ask, ulong askSize)
    {
        (bidSize, askSize) = (bid == 0 ? 0 : bidSize, ask == 0 ? 0 : askSize);
        if ((bid, bidSize, ask, askSize)
            != (symbol.Bids[venue], symbol.BidSizes[venue], symbol.Asks[venue], symbol.AskSizes[venue]))
        {
            (symbol.Bids[venue], symbol.BidSizes[venue], symbol.Asks[venue], symbol.AskSizes[venue]) = (bid, bidSize, ask, askSize);
            Publish(symbol, venue);
        }
    }

    private void Place(SimulatedSymbol symbol, int venue, long bid, long ask)
    {
        bool hidesBid = random.NextChance(OneSided);
        bool hidesAsk = !hidesBid && random.NextChance(OneSided);
        symbol.Bids[venue] = hidesBid ? 0 : Math.Max(bid, 0);
        symbol.BidSizes[venue] = symbol.Bids[venue] == 0 ? 0 : Size(symbol);
        symbol.Asks[venue] = hidesAsk ? 0 : ask;
        symbol.AskSizes[venue] = symbol.Asks[venue] == 0 ? 0 : Size(symbol);
        Publish(symbol, venue);
    }

    private long Distance(SimulatedSymbol symbol, int venue)
    {
        int rank = random.NextHalving(FarthestFromBest);
        if (venue == symbol.Listing && random.NextChance(ListingAtBest))
        {
            return 0;
        }

        return rank * (1 + (symbol.Spread / 6));
    }

    private ulong Size(SimulatedSymbol symbol) =>
        (1 + (ulong)(random.NextExponential() * symbol.TypicalUnits / symbol.QuoteStepUnits)) * symbol.QuoteStepUnits;
}
