using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.Channels;

public sealed class SymbolChannelStressTests
{
    private readonly SymbolChannel _channel = new SymbolTable(maxSymbols: 1, new TradingCalendar()).GetOrAdd("AAPL"u8)!;

    // More threads than cores: the scheduler then stops readers and writers in the middle of a copy.
    [Theory]
    [InlineData(1, 1, 1_000_000, 0)]
    [InlineData(1, 3, 1_000_000, 0)]
    [InlineData(2, 0, 1_000_000, 0)]
    [InlineData(3, 3, 300_000, 0)]
    [InlineData(3, 3, 10_000, 8)]
    public void No_quote_is_torn_no_number_goes_back_and_no_update_is_lost(int writers, int readers, int publications, int yieldEvery)
    {
        var writing = writers;
        var published = 0L;
        var versionsSeen = new long[readers];

        // A reader that only gets a core when all is written has seen no race: the writers go on until each has seen some.
        bool HasReaderWithoutRace(int i) => i < 1_000 * publications && Array.Exists(versionsSeen, seen => seen <= 1);
        var bodies = new List<Action>();
        for (var w = 0; w < writers; w++)
        {
            bodies.Add(() =>
            {
                var i = 0;
                for (; i < publications || HasReaderWithoutRace(i); i++)
                {
                    // The next number comes out of the state of the turn before: a lost update would show as a missing number at the end.
                    _channel.Publish(ChangeKinds.Quote, yieldEvery != 0 && i % yieldEvery == 0 ? YieldTheCore : null);
                }

                Interlocked.Add(ref published, i);
                Interlocked.Decrement(ref writing);
            });
        }

        for (var r = 0; r < readers; r++)
        {
            var reader = r;
            bodies.Add(() =>
            {
                long last = 0;
                while (Volatile.Read(ref writing) > 0)
                {
                    var number = _channel.Read(out var state);
                    PatternedQuote.AssertWhole(state, number);
                    Assert.True(number >= last, $"Number {number} came after {last}.");
                    if (number > last)
                    {
                        Volatile.Write(ref versionsSeen[reader], versionsSeen[reader] + 1); // Writers wait for it.
                    }

                    last = number;
                }
            });
        }

        ThreadRace.Run([.. bodies]);
        Assert.Equal(published, _channel.Read(out var final));
        PatternedQuote.AssertWhole(final, published);
        Assert.All(versionsSeen, seen => Assert.True(seen > 1, "A reader saw no race at all."));
    }

    private static void YieldTheCore() => Thread.Yield();
}
