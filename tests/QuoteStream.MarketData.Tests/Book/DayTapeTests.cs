using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Book;

public sealed class DayTapeTests
{
    private static readonly Mic Venue = new(7);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(63, 32)]
    [InlineData(1_000, 488)]
    [InlineData(65_536, 64_512)]
    public void Symbol_holds_at_most_what_it_may_and_all_but_a_chunk_of_it(int most, int least)
    {
        var tape = new DayTape(most, new DayTapeBudget(1_000_000));
        for (var number = 1; number <= 200_000; number++)
        {
            Append(tape, number);
            Assert.InRange(tape.NextPlace - tape.OldestHeld, Math.Min(number, least), most);
        }

        Assert.Equal((200_000, new Price(1), new Price(200_000)), ((int)tape.Total.Volume, tape.Total.Low, tape.Total.High));
        if (most > 0)
        {
            tape.Cancel(tape.OldestHeld);
            Assert.Equal((199_999, new Price(1), new Price(most == 1 ? 199_999 : 200_000)), ((int)tape.Total.Volume, tape.Total.Low, tape.Total.High));
        }
    }

    [Fact]
    public void What_is_shared_is_given_to_who_comes_first_and_comes_back_with_the_days()
    {
        var budget = new DayTapeBudget(1_000);
        var first = new DayTape(65_536, budget);
        var second = new DayTape(65_536, budget);
        Fill(first);
        Fill(second);

        // 64 of its own, and 64, 128, 256 and 512 of the shared ones; what is left of those is too little for the other's second step.
        Assert.InRange(first.NextPlace - first.OldestHeld, 512, 1_024);
        Assert.InRange(second.NextPlace - second.OldestHeld, 32, 64);
        Assert.False(budget.TryTake(64));

        // Two days on none of the first day is held.
        first.BeginDay(new TradingDay(1, 2));
        first.BeginDay(new TradingDay(2, 3));
        Assert.Equal(first.NextPlace, first.OldestHeld);
        Fill(second);
        Assert.InRange(second.NextPlace - second.OldestHeld, 512, 1_024);
    }

    [Fact]
    public void Trade_is_found_by_its_id_and_venue_the_newest_first_until_it_is_cancelled()
    {
        var tape = new DayTape(100, new DayTapeBudget(100));
        Append(tape, 1, "A");
        Append(tape, 2, "B");
        Append(tape, 3, "A");
        Append(tape, 4, "");
        Assert.Equal((2, 1, -1), ((int)tape.Find(Key("A")), (int)tape.Find(Key("B")), (int)tape.Find(Key(""))));
        Assert.Equal(-1, tape.Find(Id("A").KeyAt(new Mic(8))));
        tape.Cancel(2);
        Assert.Equal(0, tape.Find(Key("A")));
        tape.Cancel(0);
        Assert.Equal(-1, tape.Find(Key("A")));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.At(-1));
    }

    [Fact]
    public void Keys_of_ids_of_every_length_differ()
    {
        var text = new string('7', TradeId.MaxLength - 5);
        var keys = new HashSet<ulong>();
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(keys.Add(Key($"{i}")));
            Assert.True(keys.Add(Id($"{i}").KeyAt(new Mic(8))));
            Assert.True(keys.Add(Key($"{text}{i:x5}")));
        }

        Assert.Equal(0ul, Key(""));
        Assert.Equal(Key("12345678"), Key("12345678"));
        Assert.True(Enumerable.Range(0, TradeId.MaxLength + 1).All(length => length == 0 || keys.Add(Key(new string('a', length)))));
    }

    [Fact]
    public void Kept_trade_says_what_was_printed()
    {
        VenueCode.TryCreate("@ TI"u8, out var conditions);
        var print = new TradePrint { Price = new Price(-5), Size = long.MaxValue, Effect = (TradeEffect)127, Conditions = conditions, VenueTimeNanos = 9, IsSuspicious = true };
        var trade = new DayTrade((1L << 47) - 1, print);
        Assert.Equal(((1L << 47) - 1, (TradeEffect)127, DayTradeMarks.Suspicious, 9), (trade.Number, trade.Effect, trade.Marks, trade.VenueTimeNanos));
        Assert.Equal(TradeEffect.Volume, trade.CountedEffect);
        Assert.Equal((new Price(-5), long.MaxValue, "@ TI"), (trade.ToPrint().Price, trade.ToPrint().Size, trade.ToPrint().Conditions.ToString()));
        Assert.True(default(DayTrade).ToPrint().Conditions.IsEmpty);
        Assert.Equal(40, System.Runtime.CompilerServices.Unsafe.SizeOf<DayTrade>());
    }

    private static void Fill(DayTape tape)
    {
        for (var number = 1; number <= 3_000; number++)
        {
            Append(tape, number);
        }
    }

    private static void Append(DayTape tape, long number, string id = "1")
    {
        if (number == 1)
        {
            tape.BeginDay(new TradingDay(0, 1));
        }

        tape.Append(number, new TradePrint { Price = new Price(number), Size = 1, Effect = TradeEffect.Volume | TradeEffect.HighLow }, Key(id));
    }

    private static ulong Key(string id) => Id(id).KeyAt(Venue);

    private static TradeId Id(string text) => TradeId.TryCreate(Encoding.ASCII.GetBytes(text), out var id) ? id : throw new ArgumentException(text);
}
