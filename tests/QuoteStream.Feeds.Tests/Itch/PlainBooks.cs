using QuoteStream.Feeds.Itch.Books;

namespace QuoteStream.Feeds.Tests.Itch;

/// <summary>Order books in the simplest way that could work: all orders in a dictionary, and every answer added up anew.</summary>
internal sealed class PlainBooks
{
    private readonly Dictionary<ulong, Order> _orders = [];

    public int OrderCount => _orders.Count;

    public bool Add(int stock, bool isBuy, ulong reference, uint shares, uint price) =>
        shares > 0 && price > 0 && _orders.TryAdd(reference, new Order(stock, isBuy, shares, price));

    public bool Reduce(ulong reference, uint shares)
    {
        if (shares == 0 || !_orders.TryGetValue(reference, out Order? order) || shares > order.Shares)
        {
            return false;
        }

        if (shares == order.Shares)
        {
            return _orders.Remove(reference);
        }

        _orders[reference] = order with { Shares = order.Shares - shares };
        return true;
    }

    public bool Delete(ulong reference) => _orders.Remove(reference);

    public bool Replace(ulong oldReference, ulong newReference, uint shares, uint price)
    {
        if (!_orders.TryGetValue(oldReference, out Order? order) || shares == 0 || price == 0 || _orders.ContainsKey(newReference))
        {
            return false;
        }

        _orders.Remove(oldReference);
        _orders.Add(newReference, order with { Shares = shares, Price = price });
        return true;
    }

    /// <summary>From the best price on.</summary>
    public (uint Price, ulong Shares, int Orders)[] Levels(int stock, bool isBuy) =>
    [
        .. _orders.Values.Where(o => o.Stock == stock && o.IsBuy == isBuy)
            .GroupBy(o => o.Price)
            .OrderBy(g => isBuy ? -(long)g.Key : g.Key)
            .Select(g => (g.Key, (ulong)g.Sum(o => o.Shares), g.Count())),
    ];

    public static (uint Price, ulong Shares, int Orders)[] Levels(OrderBooks books, int stock, bool isBuy) =>
        [.. Enumerable.Range(0, books.LevelCount(stock, isBuy)).Select(d => books.Level(stock, isBuy, d)).Select(l => (l.Price, l.Shares, l.Orders))];

    private sealed record Order(int Stock, bool IsBuy, uint Shares, uint Price);
}
