using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace QuoteStream.Feeds.Itch.Books;

/// <summary>The full order books of all stocks of a venue.</summary>
/// <remarks>
/// Hot path: once per message about an order. Allocates only while it grows; bounded by <see cref="OrderTable.MaxOrders"/>,
/// <see cref="MaxStocks"/> and <see cref="BookSide.MaxLevels"/>. A message that cannot be leaves everything as it was. One thread at a time.
/// </remarks>
/// <param name="maxOrders">More are refused.</param>
internal sealed class OrderBooks(int maxOrders = OrderTable.MaxOrders)
{
    /// <summary>A locate code has two bytes.</summary>
    public const int MaxStocks = 1 << 16;

    private readonly OrderTable _orders = new(maxOrders);
    private readonly LevelPool _levels = new();
    private readonly StockBook[] _stocks = new StockBook[MaxStocks];

    public int OrderCount => _orders.Count;

    public BookVerdict Add(int stock, bool isBuy, ulong reference, uint shares, uint price)
    {
        if (shares == 0 || price == 0)
        {
            return BookVerdict.BadOrder;
        }

        if (_orders.IsFull)
        {
            return BookVerdict.TooManyOrders;
        }

        ref BookSide side = ref SideOf(stock, isBuy);
        uint key = KeyOf(isBuy, price);
        bool isThere = side.TryFind(key, out int place);
        if (!isThere && side.IsFull)
        {
            return BookVerdict.TooManyLevels;
        }

        int level = isThere ? side.LevelOf(place) : _levels.Rent(price, SideId(stock, isBuy));
        if (!_orders.TryAdd(reference, shares, level))
        {
            GiveBack(level, isThere);
            return BookVerdict.DuplicateOrder;
        }

        if (!isThere)
        {
            side.Insert(place, key, level);
        }

        ref PriceLevel joined = ref _levels[level];
        joined.Shares += shares;
        joined.Orders++;
        return side.BestLevel == level ? BookVerdict.BestChanged : BookVerdict.Changed;
    }

    /// <summary>Takes shares off an order, and with the last of them the order off the book.</summary>
    /// <param name="shares">0 says nothing, and is no message that a venue sends.</param>
    /// <param name="price">Of the order.</param>
    public BookVerdict Reduce(ulong reference, uint shares, out int stock, out uint price)
    {
        stock = 0;
        price = 0;
        ref RestingOrder order = ref _orders.Find(reference);
        if (Unsafe.IsNullRef(ref order))
        {
            return BookVerdict.UnknownOrder;
        }

        ref PriceLevel level = ref _levels[order.Level];
        stock = level.Side >> 1;
        price = level.Price;
        if (shares == 0)
        {
            return BookVerdict.BadOrder;
        }

        if (shares > order.Shares)
        {
            return BookVerdict.TooManyShares;
        }

        if (shares == order.Shares)
        {
            return TakeOut(ref order);
        }

        order.Shares -= shares;
        level.Shares -= shares;
        return SideOf(level.Side).BestLevel == order.Level ? BookVerdict.BestChanged : BookVerdict.Changed;
    }

    public BookVerdict Delete(ulong reference, out int stock)
    {
        stock = 0;
        ref RestingOrder order = ref _orders.Find(reference);
        if (Unsafe.IsNullRef(ref order))
        {
            return BookVerdict.UnknownOrder;
        }

        stock = _levels[order.Level].Side >> 1;
        return TakeOut(ref order);
    }

    /// <summary>Puts another order in the place of one, on the same side of the same stock.</summary>
    public BookVerdict Replace(ulong oldReference, ulong newReference, uint shares, uint price, out int stock)
    {
        stock = 0;
        ref RestingOrder order = ref _orders.Find(oldReference);
        if (Unsafe.IsNullRef(ref order))
        {
            return BookVerdict.UnknownOrder;
        }

        ref PriceLevel level = ref _levels[order.Level];
        int side = level.Side;
        stock = side >> 1;
        if (shares == 0 || price == 0)
        {
            return BookVerdict.BadOrder;
        }

        if (!Unsafe.IsNullRef(ref _orders.Find(newReference)))
        {
            return BookVerdict.DuplicateOrder;
        }

        bool isBuy = IsBuy(side);
        ref BookSide levels = ref SideOf(side);
        bool frees = level.Orders == 1;
        if (levels.IsFull && !frees && !levels.TryFind(KeyOf(isBuy, price), out _))
        {
            return BookVerdict.TooManyLevels;
        }

        BookVerdict left = TakeOut(ref order);
        BookVerdict joined = Add(stock, isBuy, newReference, shares, price);
        Debug.Assert(joined is BookVerdict.Changed or BookVerdict.BestChanged, "What could be wrong was looked at before.");
        return left == BookVerdict.BestChanged ? left : joined;
    }

    /// <summary>The best price of a side and all shares at it; both 0 when the side is empty.</summary>
    public (uint Price, ulong Shares) Best(int stock, bool isBuy)
    {
        int level = SideOf(stock, isBuy).BestLevel;
        return level < 0 ? default : (_levels[level].Price, _levels[level].Shares);
    }

    public int LevelCount(int stock, bool isBuy) => SideOf(stock, isBuy).Count;

    /// <param name="depth">0 is the best; below <see cref="LevelCount"/>.</param>
    public PriceLevel Level(int stock, bool isBuy, int depth) => _levels[SideOf(stock, isBuy).LevelAt(depth)];

    /// <summary>Forgets all orders, as for a new day; the memory stays.</summary>
    public void Clear()
    {
        _orders.Clear();
        _levels.Clear();
        foreach (ref StockBook stock in _stocks.AsSpan())
        {
            stock.Bids.Clear();
            stock.Asks.Clear();
        }
    }

    private static uint KeyOf(bool isBuy, uint price) => isBuy ? price : ~price;

    private static int SideId(int stock, bool isBuy) => (stock << 1) | (isBuy ? 0 : 1);

    private static bool IsBuy(int side) => (side & 1) == 0;

    private ref BookSide SideOf(int side) => ref SideOf(side >> 1, IsBuy(side));

    private ref BookSide SideOf(int stock, bool isBuy)
    {
        ref StockBook book = ref _stocks[stock];
        return ref isBuy ? ref book.Bids : ref book.Asks;
    }

    private BookVerdict TakeOut(ref RestingOrder order)
    {
        ref PriceLevel level = ref _levels[order.Level];
        ref BookSide side = ref SideOf(level.Side);
        bool wasBest = side.BestLevel == order.Level;
        level.Shares -= order.Shares;
        level.Orders--;
        if (level.Orders == 0)
        {
            side.Remove(KeyOf(IsBuy(level.Side), level.Price));
            _levels.Return(order.Level);
        }

        _orders.Remove(ref order);
        return wasBest ? BookVerdict.BestChanged : BookVerdict.Changed;
    }

    private void GiveBack(int level, bool isInUse)
    {
        if (!isInUse)
        {
            _levels.Return(level);
        }
    }
}
