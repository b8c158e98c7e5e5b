using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Channels;

/// <summary>States whose every field follows from one number, so that a state made of two shows.</summary>
internal static class PatternedQuote
{
    public static QuoteState Of(long number) => new()
    {
        Sequence = number,
        VenueTimeNanos = number * 3,
        ReceiveTimeNanos = number * 5,
        Nbbo = new Nbbo(new Price(number * 7), number * 11, new Mic((uint)number), new Price(number * 13), number * 17, new Mic((uint)~number)),
        LastSale = new Price(number * 19),
        LastSaleSize = number * 23,
        Volume = (Int128)number * long.MaxValue,
        Open = new Price(number * 29),
        High = new Price(number * 31),
        Low = new Price(number * 37),
        PreviousClose = new Price(number * 41),
        TradingState = (TradingState)(number % 7),
        StaleReason = (StaleReason)(number % 4),
    };

    public static void AssertWhole(in QuoteState state, long number)
    {
        // The record of what is expected is compared byte by byte in one go: xunit's own comparison would make the race too slow to race.
        var expected = number == 0 ? QuoteState.Empty : Of(number);
        if (!IsSame(state, expected))
        {
            Assert.Fail($"A torn quote: number {number}, with the parts {Describe(state)}.");
        }
    }

    private static bool IsSame(in QuoteState a, in QuoteState b) =>
        a.Sequence == b.Sequence && a.VenueTimeNanos == b.VenueTimeNanos && a.ReceiveTimeNanos == b.ReceiveTimeNanos && a.Nbbo == b.Nbbo
        && a.LastSale == b.LastSale && a.LastSaleSize == b.LastSaleSize && a.Volume == b.Volume && a.Open == b.Open && a.High == b.High
        && a.Low == b.Low && a.PreviousClose == b.PreviousClose && a.TradingState == b.TradingState && a.StaleReason == b.StaleReason;

    private static string Describe(in QuoteState state) => string.Join(
        ", ", state.Sequence, state.VenueTimeNanos / 3, state.Nbbo.Bid.Nanos / 7, state.Nbbo.AskSize / 17, state.LastSale.Nanos / 19,
        state.Volume / long.MaxValue, state.PreviousClose.Nanos / 41);
}
