using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class FeedBatchAllocationTests
{
    private const int SymbolCount = 50;

    private readonly TestMarket _market = new(maxSymbols: 1_000, books: new BookOptions { MaxDayTrades = 4_096 });
    private readonly FeedLine _line;
    private ulong _sequence = 1;

    public FeedBatchAllocationTests() => _line = _market.Open();

    [Theory]
    [InlineData(TickKind.Quote)]
    [InlineData(TickKind.Trade)]
    [InlineData(TickKind.Status)]
    [InlineData(TickKind.Reference)]
    public void Ticks_of_known_symbols_allocate_nothing(TickKind kind)
    {
        var symbols = Enumerable.Range(0, SymbolCount).Select(i => System.Text.Encoding.ASCII.GetBytes($"S{i}")).ToArray();
        byte[][] venues = ["XNAS"u8.ToArray(), "ARCX"u8.ToArray(), "BATS"u8.ToArray(), "EDGX"u8.ToArray()];
        var name = "Apple Inc. Common Stock"u8.ToArray();
        var call = 0;

        // Everything grows in the first rounds: symbols, venues, rings, and last the history of the trades' tides, to 65,536.
        for (var i = 0; i < 33_000; i++)
        {
            ApplyToAll();
        }

        AllocationAssert.None(ApplyToAll);
        Assert.Equal(SymbolCount, _market.Symbols.Count);
        Assert.Equal(0, _line.Counts.Rejected);

        void ApplyToAll()
        {
            call++;
            using var batch = _line.BeginBatch(_sequence);
            var tick = new ProviderTick { Kind = kind, VenueTimeNanos = _market.Now, Venue = venues[call & 3] };
            foreach (var symbol in symbols)
            {
                tick.Symbol = symbol;
                tick.BidPrice = tick.TradePrice = tick.PreviousClose.GetValueOrDefault(100) + (call % 7);
                tick.AskPrice = 110 + (call % 5);
                tick.BidSize = tick.AskSize = tick.TradeSize = 100;
                tick.TradeId = name.AsSpan(0, 8);
                tick.Conditions = "@ TI"u8;
                tick.State = 2 + (call & 1);
                tick.Reason = "LUDP"u8;
                tick.PreviousClose = 100;
                tick.Name = name;
                tick.Currency = "USD"u8;
                tick.RoundLot = 100;
                batch.Apply(tick);
                _sequence++;
            }
        }
    }

    [Fact]
    public void New_symbol_costs_a_bounded_number_of_bytes()
    {
        const int NewSymbols = 500, MostBytesEach = 4_096;
        TestMarket.Apply(_line, _market.Quote("WARM", 1, 1, 2, 1));
        var ticks = Enumerable.Range(0, NewSymbols).Select(i => System.Text.Encoding.ASCII.GetBytes($"N{i}")).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var batch = _line.BeginBatch(0))
        {
            foreach (var symbol in ticks)
            {
                batch.Apply(new ProviderTick { Kind = TickKind.Quote, VenueTimeNanos = _market.Now, Symbol = symbol, BidPrice = 1, BidSize = 1 });
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, NewSymbols * MostBytesEach);
        Assert.Equal(NewSymbols + 1, _market.Symbols.Count);
    }
}
