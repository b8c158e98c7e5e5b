using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>The messages about orders and trades of a made-up day: each is valid against the book that those before it left.</summary>
/// <remarks>
/// The mix is that of the venue's days: 47 of a hundred add an order (one in twenty of them attributed), 43 delete one, 4 execute, 4 replace,
/// 1 trades unseen, 1 cancels a part; a few executions have a price of their own, and a few trades are broken.
/// </remarks>
internal sealed class GeneratedFlow(ItchDayOptions options, GeneratedStock[] stocks, SimulatorRandom random)
{
    // In ten thousand messages.
    private const int WholeMix = 10_000;
    private const int Deletes = 4_300;
    private const int Executions = Deletes + 395;
    private const int PricedExecutions = Executions + 5;
    private const int Replacements = PricedExecutions + 400;
    private const int Trades = Replacements + 99;
    private const int Breaks = Trades + 1;
    private const int Cancels = Breaks + 100;

    private const double AttributedShare = 0.05;

    // Trades are broken soon after, or not at all.
    private const int BreakableTrades = 64;

    private static readonly string[] MarketMakers = ["MAKA", "MAKB", "MAKC", "MAKD"];

    private readonly GeneratedOrders _orders = new(options.Symbols);
    private readonly (ulong Match, int Locate)[] _breakable = new (ulong, int)[BreakableTrades];
    private ulong _lastReference;
    private ulong _lastMatch;
    private int _breakableCount;

    /// <summary>Writes a message; returns its length.</summary>
    public int Write(Span<byte> target, ulong time)
    {
        // Low numbers are the active ones.
        double drawn = random.NextUnit();
        GeneratedStock stock = stocks[(int)(drawn * drawn * stocks.Length)];
        stock.Drift();
        int kind = random.NextBelow(WholeMix);
        bool canAdd = !_orders.IsFull;
        return kind switch
        {
            < Deletes when _orders.Count > stocks.Length => Delete(target, time),
            < PricedExecutions when kind >= Deletes && !stock.IsHalted => Execute(target, time, stock, hasPrice: kind >= Executions),
            < Replacements when kind >= PricedExecutions && _orders.Count > 0 => Replace(target, time),
            < Trades when kind >= Replacements && !stock.IsHalted => Trade(target, time, stock),
            < Breaks when kind >= Trades && _breakableCount > 0 => Break(target, time),
            < Cancels when kind >= Breaks && _orders.Count > 0 => Cancel(target, time),
            _ when canAdd => Add(target, time, stock),
            _ => Delete(target, time),
        };
    }

    /// <summary>The number of the next trade of the day.</summary>
    public ulong NextMatch()
    {
        _lastMatch += 1 + (ulong)random.NextHalving(3);
        return _lastMatch;
    }

    private int Add(Span<byte> target, ulong time, GeneratedStock stock)
    {
        bool isBuy = random.NextChance(0.5);
        int index = stock.Locate - 1;
        uint shares = DrawShares();
        int order = _orders.Add(index, isBuy, DrawStep(stock, isBuy), NextReference(), shares);
        ref GeneratedOrder added = ref _orders[order];
        bool isAttributed = random.NextChance(AttributedShare);
        var writer = new ItchMessageWriter(target, isAttributed ? ItchMessageType.AddAttributedOrder : ItchMessageType.AddOrder, stock.Locate, time);
        writer = writer.UInt64(added.Reference).Byte(isBuy ? 'B' : 'S').UInt32(shares)
            .Text(stock.Symbol, ItchField.SymbolBytes).UInt32(stock.PriceOf(added.Step));
        return (isAttributed ? writer.Text(MarketMakers[random.NextBelow(MarketMakers.Length)], 4) : writer).Length;
    }

    private int Delete(Span<byte> target, ulong time)
    {
        int order = _orders.Draw(random);
        ref GeneratedOrder deleted = ref _orders[order];
        int length = new ItchMessageWriter(target, ItchMessageType.OrderDelete, deleted.Stock + 1, time).UInt64(deleted.Reference).Length;
        _orders.Remove(order);
        return length;
    }

    /// <summary>Somebody hits the oldest order at the best price: the side that the fair price has left behind, where there is one.</summary>
    private int Execute(Span<byte> target, ulong time, GeneratedStock stock, bool hasPrice)
    {
        const double WholeOrderChance = 0.6;
        int index = stock.Locate - 1;
        int bestAsk = _orders.BestStep(index, isBuy: false);
        bool isBuy = bestAsk < 0 || (bestAsk > stock.Fair && random.NextChance(0.5));
        int order = _orders.Front(index, isBuy);
        if (order < 0)
        {
            return Add(target, time, stock);
        }

        ref GeneratedOrder hit = ref _orders[order];
        uint shares = random.NextChance(WholeOrderChance) ? hit.Shares : 1 + (uint)random.NextBelow((int)hit.Shares);
        ulong match = NextMatch();
        byte type = hasPrice ? ItchMessageType.OrderExecutedWithPrice : ItchMessageType.OrderExecuted;
        ItchMessageWriter writer = new ItchMessageWriter(target, type, stock.Locate, time).UInt64(hit.Reference).UInt32(shares).UInt64(match);
        bool isPrinted = true;
        if (hasPrice)
        {
            isPrinted = random.NextChance(0.5);
            writer = writer.Byte(isPrinted ? 'Y' : 'N').UInt32(stock.PriceOf(hit.Step) + 1);
        }

        if (isPrinted)
        {
            Remember(match, stock.Locate);
        }

        TakeShares(order, shares);
        return writer.Length;
    }

    private int Replace(Span<byte> target, ulong time)
    {
        int order = _orders.Draw(random);
        GeneratedOrder old = _orders[order];
        GeneratedStock stock = stocks[old.Stock];
        _orders.Remove(order);
        uint shares = DrawShares();
        ref GeneratedOrder added = ref _orders[_orders.Add(old.Stock, old.IsBuy, DrawStep(stock, old.IsBuy), NextReference(), shares)];
        return new ItchMessageWriter(target, ItchMessageType.OrderReplace, stock.Locate, time)
            .UInt64(old.Reference).UInt64(added.Reference).UInt32(shares).UInt32(stock.PriceOf(added.Step)).Length;
    }

    private int Cancel(Span<byte> target, ulong time)
    {
        int order = _orders.Draw(random);
        ref GeneratedOrder cut = ref _orders[order];
        uint shares = 1 + (uint)random.NextBelow((int)cut.Shares);
        int length = new ItchMessageWriter(target, ItchMessageType.OrderCancel, cut.Stock + 1, time).UInt64(cut.Reference).UInt32(shares).Length;
        TakeShares(order, shares);
        return length;
    }

    private int Trade(Span<byte> target, ulong time, GeneratedStock stock)
    {
        ulong match = NextMatch();
        Remember(match, stock.Locate);
        return new ItchMessageWriter(target, ItchMessageType.Trade, stock.Locate, time)
            .UInt64(0).Byte('B').UInt32(DrawShares()).Text(stock.Symbol, ItchField.SymbolBytes).UInt32(stock.PriceOf(stock.Fair)).UInt64(match).Length;
    }

    private int Break(Span<byte> target, ulong time)
    {
        _breakableCount--;
        (ulong match, int locate) = _breakable[_breakableCount];
        return new ItchMessageWriter(target, ItchMessageType.BrokenTrade, locate, time).UInt64(match).Length;
    }

    private void TakeShares(int order, uint shares)
    {
        ref GeneratedOrder left = ref _orders[order];
        if (shares == left.Shares)
        {
            _orders.Remove(order);
            return;
        }

        left.Shares -= shares;
    }

    private void Remember(ulong match, int locate)
    {
        if (_breakableCount == BreakableTrades)
        {
            _breakableCount = 0;
        }

        _breakable[_breakableCount++] = (match, locate);
    }

    /// <summary>Behind the fair price, and never at or through what the other side offers: that would have traded.</summary>
    private int DrawStep(GeneratedStock stock, bool isBuy)
    {
        int depth = random.NextHalving(12) * (1 + random.NextBelow(3));
        int other = _orders.BestStep(stock.Locate - 1, !isBuy);
        int step = isBuy ? stock.Fair - 1 - depth : stock.Fair + 1 + depth;
        if (other >= 0)
        {
            step = isBuy ? Math.Min(step, other - 1) : Math.Max(step, other + 1);
        }

        return Math.Clamp(step, 0, GeneratedOrders.Steps - 1);
    }

    private uint DrawShares() => random.NextChance(0.7) ? 100u * (1 + (uint)random.NextHalving(6)) : 1 + (uint)random.NextBelow(99);

    private ulong NextReference()
    {
        _lastReference += 1 + (ulong)random.NextHalving(4);
        return _lastReference;
    }
}
