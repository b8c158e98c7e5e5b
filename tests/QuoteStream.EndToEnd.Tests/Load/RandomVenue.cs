using System.Text;
using QuoteStream.Client.Feeds;

namespace QuoteStream.EndToEnd.Tests.Load;

/// <summary>Makes up the ticks of one venue, and tells the model of each.</summary>
internal sealed class RandomVenue(string venue, string[] symbols, IReadOnlyDictionary<string, SymbolModel> models, Random random)
{
    // One tick in so many is a trade.
    private const int TradeShare = 4;

    // Cents. Near enough to each other that none is suspicious.
    private const int LowestPrice = 60_000;
    private const int HighestPrice = 100_000;

    private long _tradeId;

    /// <summary>Fills all of these with the same ticks: copies of them, for redundant lines.</summary>
    public void Fill(int ticks, params TickBatch[] copies)
    {
        for (var i = 0; i < ticks; i++)
        {
            var symbol = symbols[random.Next(symbols.Length)];
            if (random.Next(TradeShare) == 0)
            {
                AddTrade(symbol, copies);
            }
            else
            {
                AddQuote(symbol, copies);
            }
        }
    }

    private void AddTrade(string symbol, TickBatch[] copies)
    {
        long price = random.Next(LowestPrice, HighestPrice);
        long size = random.Next(1, 500);
        var id = Encoding.ASCII.GetBytes($"{++_tradeId}");
        var now = Nanos.Now;
        models[symbol].Trade(venue, price, size);
        foreach (var batch in copies)
        {
            batch.AddTrade(Encoding.ASCII.GetBytes(symbol), now, price, (ulong)size, id, default);
        }
    }

    private void AddQuote(string symbol, TickBatch[] copies)
    {
        long bid = random.Next(LowestPrice, HighestPrice);
        var ask = bid + random.Next(1, 50);
        var now = Nanos.Now;
        models[symbol].Quote(venue, bid, ask);
        foreach (var batch in copies)
        {
            batch.AddQuote(Encoding.ASCII.GetBytes(symbol), now, bid, 100, ask, 100);
        }
    }
}
