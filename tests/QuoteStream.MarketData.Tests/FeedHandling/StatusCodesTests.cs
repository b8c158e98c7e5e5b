using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class StatusCodesTests
{
    private readonly TestMarket _market = new();

    [Theory]
    [InlineData("LUDP LUDS T5", TradingState.Paused)]
    [InlineData("T7 IPOQ IPOE IPO2 IPO3", TradingState.QuoteOnly)]
    [InlineData("R1 R2 R4 R9 C3 C4 C9 C11 MWCQ ~", TradingState.Trading)]
    [InlineData("D", TradingState.Closed)]
    [InlineData("T1 T2 T3 T6 T8 T12 H4 H9 H10 H11 O1 M1 M2 MWC0 MWC1 MWC2 MWC3 MCB1 MCB2 MCB3 IPO1 IPOD NA", TradingState.Halted)]
    [InlineData("P M X ZZTOP t7 R11 C1 C111 LUD LUDPX ~~ IPO MWC MWCQQ", TradingState.Halted)]
    public void Code_without_a_state_says_the_state(string codes, TradingState expected)
    {
        using var line = _market.Open();
        foreach (var code in codes.Split(' '))
        {
            Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Status("AAPL", 0, code)));
            Assert.Equal((code, expected), (code, _market.State("AAPL").TradingState));
            Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Status("AAPL", 0, code + "  ")));
            Assert.Equal((code, expected), (code, _market.State("AAPL").TradingState));
        }
    }

    [Fact]
    public void State_that_is_given_is_trusted_whatever_the_code()
    {
        using var line = _market.Open();
        TestMarket.Apply(line, _market.Status("AAPL", (int)TradingState.Trading, "T3"));
        Assert.Equal(TradingState.Trading, _market.State("AAPL").TradingState);
        TestMarket.Apply(line, _market.Status("AAPL", (int)TradingState.QuoteOnly, "R4"));
        Assert.Equal(TradingState.QuoteOnly, _market.State("AAPL").TradingState);
        TestMarket.Apply(line, _market.Status("AAPL", 77, "R4"));
        Assert.Equal(TradingState.Halted, _market.State("AAPL").TradingState);
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(line, _market.Status("AAPL", 0)));
    }
}
