using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.Soak;

/// <summary>What the feed handler must have made of the feed: each number once, in order; and a comparison with what it made.</summary>
internal sealed class PlainMarket
{
    private readonly PlainSymbol[] _symbols;
    private ulong _unseenLoss;

    // Gaps, and times that the feed was down: whatever has not ticked since is stale.
    private long _interruptions;

    public PlainMarket(int symbols) => _symbols = [.. Enumerable.Range(0, symbols).Select(_ => new PlainSymbol())];

    public long Applied { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Numbers that no line brought, and that later ones showed to be missing.</summary>
    public ulong Missing { get; private set; }

    public static string NameOf(int symbol) => $"S{symbol}-USD";

    /// <summary>The next packet of the session, whose fate is known.</summary>
    public void Apply(SoakPacket packet)
    {
        if (!packet.HasArrived)
        {
            _unseenLoss += (ulong)packet.Ticks.Count;
            return;
        }

        if (_unseenLoss > 0)
        {
            Missing += _unseenLoss;
            _unseenLoss = 0;
            _interruptions++;
        }

        foreach (var tick in packet.Ticks)
        {
            if (_symbols[tick.Symbol].Apply(tick, _interruptions))
            {
                Applied++;
            }
            else
            {
                Rejected++;
            }
        }
    }

    /// <summary>What was lost at the end of a session, nobody knows of.</summary>
    public void EndSession() => _unseenLoss = 0;

    public void FeedDown() => _interruptions++;

    public void BeginDay()
    {
        foreach (var symbol in _symbols)
        {
            symbol.BeginDay();
        }
    }

    /// <summary>The first difference, as a sentence; null: there is none.</summary>
    public string? FindDifference(SymbolTable table, TickCounts counts, long sent)
    {
        if (counts.Applied != Applied || counts.Rejected != Rejected || (ulong)counts.Missing != Missing)
        {
            return $"{counts.Applied} applied, {counts.Rejected} rejected, {counts.Missing} missing; the model has {Applied}, {Rejected}, {Missing}";
        }

        if (counts.Applied + counts.Rejected + counts.Duplicates != sent)
        {
            return $"{sent} ticks sent are not {counts.Applied} applied, {counts.Rejected} rejected and {counts.Duplicates} duplicates";
        }

        for (var i = 0; i < _symbols.Length; i++)
        {
            var isKnown = table.TryGet(NameOf(i), out var channel);
            if (isKnown != _symbols[i].HasTicked || (isKnown && FindDifference(_symbols[i], channel!) is not null))
            {
                return $"{NameOf(i)}: {(isKnown ? FindDifference(_symbols[i], channel!) : "is not known")}";
            }
        }

        return null;
    }

    private string? FindDifference(PlainSymbol plain, SymbolChannel channel)
    {
        channel.Read(out var state);
        var day = plain.Sum();
        (string Name, object Actual, object Expected)[] pairs =
        [
            ("bid", state.Nbbo.Bid, PriceOf(plain.BestBid)),
            ("ask", state.Nbbo.Ask, PriceOf(plain.BestAsk)),
            ("last", state.LastSale, PriceOf(day.Last)),
            ("last size", state.LastSaleSize, day.LastSize * FixedPoint.One),
            ("open", state.Open, PriceOf(day.Open)),
            ("high", state.High, PriceOf(day.High)),
            ("low", state.Low, PriceOf(day.Low)),
            ("volume", state.Volume, (Int128)day.Volume * FixedPoint.One),
            ("trading state", state.TradingState, plain.State),
            ("stale", state.IsStale, plain.SeenInterruptions < _interruptions),
            ("prints", channel.Trades.Newest, plain.Prints),
            ("size at the bid", true, plain.BestBid == 0 || plain.HasBidOf(plain.BestBid, state.Nbbo.BidSize / FixedPoint.One)),
        ];
        foreach (var (name, actual, expected) in pairs)
        {
            if (!actual.Equals(expected))
            {
                return $"{name} is {actual}, the model has {expected}";
            }
        }

        return null;
    }

    private static Price PriceOf(int hundredths) =>
        hundredths == 0 ? Price.None : Price.TryScale(hundredths, -2, out var price) ? price : throw new ArgumentOutOfRangeException(nameof(hundredths));
}
