using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.Soak;

/// <summary>Makes the ticks: quotes of four venues, trades, cancels and corrections by id, halts and resumptions.</summary>
internal sealed class SoakFeed(Random random, int symbols)
{
    public const int Venues = 4;

    private const int MostTicksPerPacket = 100;

    /// <summary>Of a symbol, among which cancels and corrections choose: the newest few are held by every book.</summary>
    private const int RecentTrades = 64;

    private readonly long[] _recentTrades = new long[symbols * RecentTrades];
    private readonly int[] _tradeCounts = new int[symbols];
    private long _lastId;

    /// <returns>How many ticks were made.</returns>
    public int Fill(SoakPacket packet, long most)
    {
        var count = (int)Math.Min(random.Next(1, MostTicksPerPacket + 1), most);
        packet.Ticks.Clear();
        for (var i = 0; i < count; i++)
        {
            packet.Ticks.Add(Next());
        }

        return count;
    }

    /// <summary>A new trade date: cancels and corrections are of the same day.</summary>
    public void BeginDay() => Array.Clear(_tradeCounts);

    private SoakTick Next()
    {
        var symbol = (short)random.Next(symbols);
        var venue = (byte)random.Next(Venues);
        var price = 10_000 + random.Next(40);
        var size = random.Next(1, 1_000);
        var isRegular = random.Next(5) != 0;
        var kind = random.Next(1_000) switch
        {
            < 695 => TickKind.Quote,
            < 990 => TickKind.Trade,
            < 994 => TickKind.Cancel,
            < 998 => TickKind.Correction,
            _ => TickKind.Status,
        };
        var state = random.Next(3) == 0 ? TradingState.Halted : TradingState.Trading;
        if (kind is TickKind.Cancel or TickKind.Correction)
        {
            return new SoakTick(kind, symbol, 0, isRegular, state, price, size, ChooseTrade(symbol));
        }

        if (kind == TickKind.Trade)
        {
            // One venue prints: a cancel need not say which.
            venue = 0;
            _recentTrades[(symbol * RecentTrades) + (_tradeCounts[symbol]++ % RecentTrades)] = ++_lastId;
        }

        // One side may be empty.
        return new SoakTick(kind, symbol, venue, isRegular, state, price, random.Next(50) == 0 && kind == TickKind.Quote ? 0 : size, _lastId);
    }

    /// <summary>An id of a recent trade, perhaps one that was lost, cancelled, or corrected already; or one that never was.</summary>
    private long ChooseTrade(int symbol)
    {
        var held = Math.Min(_tradeCounts[symbol], RecentTrades);
        return held == 0 || random.Next(50) == 0 ? long.MaxValue : _recentTrades[(symbol * RecentTrades) + random.Next(held)];
    }
}
