using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>The resting orders of a made-up day: by stock, side and price in the order of their arrival, and all together to draw from.</summary>
/// <remarks>Every operation takes the same time, however many orders there are, but for the steps to the next price. One thread at a time.</remarks>
internal sealed class GeneratedOrders
{
    /// <summary>Prices of a stock: cents, 2.56 dollars to each side of where it begins the day.</summary>
    public const int Steps = 512;

    /// <summary>As many as rest on a venue's books at once. Bounds the memory of a day of any length.</summary>
    public const int MaxOrders = 1 << 21;

    private const int None = -1;

    // Most orders that end are young.
    private const int YoungOrders = 4096;
    private const double YoungShare = 0.8;

    private readonly int[] _first;
    private readonly int[] _last;
    private readonly int[] _best;
    private GeneratedOrder[] _orders = new GeneratedOrder[1024];
    private int[] _resting = new int[1024];
    private int _used;
    private int _free = None;

    public GeneratedOrders(int stocks)
    {
        _first = new int[stocks * 2 * Steps];
        _last = new int[stocks * 2 * Steps];
        _best = new int[stocks * 2];
        Array.Fill(_first, None);
        Array.Fill(_last, None);
        Array.Fill(_best, None);
    }

    public int Count { get; private set; }

    public bool IsFull => Count >= MaxOrders;

    /// <param name="order">As <see cref="Add"/>, <see cref="Draw"/> or <see cref="Front"/> gave it.</param>
    public ref GeneratedOrder this[int order] => ref _orders[order];

    /// <summary>The step of the best price; -1 when the side is empty.</summary>
    public int BestStep(int stock, bool isBuy) => _best[SideOf(stock, isBuy)];

    /// <summary>The oldest order at the best price; -1 when the side is empty.</summary>
    public int Front(int stock, bool isBuy)
    {
        int side = SideOf(stock, isBuy);
        return _best[side] == None ? None : _first[(side * Steps) + _best[side]];
    }

    /// <summary>One of all that rest, more likely a young one. There has to be one.</summary>
    public int Draw(SimulatorRandom random)
    {
        int young = Math.Min(Count, YoungOrders);
        return _resting[random.NextChance(YoungShare) ? Count - 1 - random.NextBelow(young) : random.NextBelow(Count)];
    }

    public int Add(int stock, bool isBuy, int step, ulong reference, uint shares)
    {
        int order = Rent();
        int side = SideOf(stock, isBuy);
        int queue = (side * Steps) + step;
        int before = _last[queue];
        _orders[order] = new GeneratedOrder
        {
            Reference = reference,
            Shares = shares,
            Stock = stock,
            IsBuy = isBuy,
            Step = step,
            Before = before,
            Behind = None,
            Place = Count,
        };
        _last[queue] = order;
        if (before == None)
        {
            _first[queue] = order;
        }
        else
        {
            _orders[before].Behind = order;
        }

        if (_best[side] == None || IsBetter(isBuy, step, _best[side]))
        {
            _best[side] = step;
        }

        _resting[Count] = order;
        Count++;
        return order;
    }

    public void Remove(int order)
    {
        GeneratedOrder gone = _orders[order];
        int side = SideOf(gone.Stock, gone.IsBuy);
        int queue = (side * Steps) + gone.Step;
        Link(gone.Before, gone.Behind, queue);
        if (_first[queue] == None && _best[side] == gone.Step)
        {
            _best[side] = NextBest(side, gone.IsBuy, gone.Step);
        }

        Count--;
        int moved = _resting[Count];
        _resting[gone.Place] = moved;
        _orders[moved].Place = gone.Place;
        _orders[order].Behind = _free;
        _free = order;
    }

    private static int SideOf(int stock, bool isBuy) => (stock * 2) + (isBuy ? 0 : 1);

    private static bool IsBetter(bool isBuy, int step, int than) => isBuy ? step > than : step < than;

    private void Link(int before, int behind, int queue)
    {
        if (before == None)
        {
            _first[queue] = behind;
        }
        else
        {
            _orders[before].Behind = behind;
        }

        if (behind == None)
        {
            _last[queue] = before;
        }
        else
        {
            _orders[behind].Before = before;
        }
    }

    private int NextBest(int side, bool isBuy, int from)
    {
        for (int step = from; step is >= 0 and < Steps; step += isBuy ? -1 : 1)
        {
            if (_first[(side * Steps) + step] != None)
            {
                return step;
            }
        }

        return None;
    }

    private int Rent()
    {
        if (_free != None)
        {
            int order = _free;
            _free = _orders[order].Behind;
            return order;
        }

        if (_used == _orders.Length)
        {
            Array.Resize(ref _orders, _used * 2);
            Array.Resize(ref _resting, _used * 2);
        }

        return _used++;
    }
}
