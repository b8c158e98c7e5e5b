using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class ProviderRuleTests
{
    private readonly TestMarket _market = new(new FeedHandlingOptions
    {
        Providers =
        [
            new ProviderRule
            {
                Provider = "listed",
                Venues = [TestMarket.Venue("XNAS"), TestMarket.Venue("BATS")],
                Symbols = ["A*", "BRK.?"],
                Lines = ["A"],
            },
            new ProviderRule { Provider = "free" },
        ],
    });

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "AAPL", true)]
    [InlineData("AAPL", "AAPL", true)]
    [InlineData("AAPL", "AAPLW", false)]
    [InlineData("AAPL", "AAP", false)]
    [InlineData("BRK.?", "BRK.A", true)]
    [InlineData("BRK.?", "BRK.", false)]
    [InlineData("BRK.?", "BRK.AB", false)]
    [InlineData("*-USD", "BTC-USD", true)]
    [InlineData("*-USD", "BTC-USDT", false)]
    [InlineData("*A*B*", "XAXXBX", true)]
    [InlineData("*A*B*", "XBXXAX", false)]
    [InlineData("A*A", "A", false)]
    [InlineData("A*A", "AA", true)]
    [InlineData("*AB", "AAB", true)]
    [InlineData("?*", "", false)]
    [InlineData("**?**", "Z", true)]
    public void Pattern_matches_as_a_shell_would(string pattern, string symbol, bool expected)
    {
        var rule = new ProviderRule { Provider = "p", Symbols = ["NEVER", pattern] };
        Assert.Equal(expected, rule.PermitsSymbol(System.Text.Encoding.ASCII.GetBytes(symbol)));
    }

    [Fact]
    public void Provider_or_line_that_is_not_listed_is_refused_with_a_sentence()
    {
        Assert.Null(_market.Handler.OpenLine(TestMarket.Terms("stranger"), out var refusal));
        Assert.Contains("'stranger'", refusal, StringComparison.Ordinal);
        Assert.Null(_market.Handler.OpenLine(TestMarket.Terms("listed", line: "B"), out refusal));
        Assert.Contains("line 'B'", refusal, StringComparison.Ordinal);
        Assert.False(_market.Handler.Permits(TestMarket.Terms("listed"), out _));
        Assert.Empty(_market.Handler.Providers);
        using var line = _market.Open("listed", line: "A");
        using var free = _market.Open("free", line: "B");
        Assert.Equal(2, _market.Handler.Providers.Count);
    }

    [Fact]
    public void Ticks_of_other_venues_and_symbols_are_rejected_and_say_so()
    {
        using var line = _market.Open("listed", line: "A");
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1)));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1, venue: "BATS")));
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Trade("BRK.B", 1, 1)));
        Reject(line, _market.Quote("AAPL", 1, 1, 2, 1, venue: "ARCX"), RejectReason.BadVenue, "ARCX is not one of the venues");
        Reject(line, _market.Quote("AAPL", 1, 1, 2, 1, venue: "arcx"), RejectReason.BadVenue, "market identifier code");
        Reject(line, _market.Quote("MSFT", 1, 1, 2, 1), RejectReason.BadSymbol, "'MSFT' is not one of the symbols");
        Reject(line, _market.Trade("BRK.AB", 1, 1), RejectReason.BadSymbol, "BRK.AB");
        Reject(line, _market.Trade("", 1, 1), RejectReason.BadSymbol, "1 to 32 bytes");
        Assert.Equal(2, _market.Symbols.Count);

        using var free = _market.Open("free");
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(free, _market.Quote("MSFT", 1, 1, 2, 1, venue: "ARCX")));
    }

    [Fact]
    public void Session_of_another_venue_has_its_ticks_rejected()
    {
        using var line = _market.Open(TestMarket.Terms("listed", line: "A") with { Venue = TestMarket.Venue("ARCX") });
        Reject(line, _market.Quote("AAPL", 1, 1, 2, 1), RejectReason.BadVenue, "ARCX");
        Assert.Equal(TickOutcome.Applied, TestMarket.Apply(line, _market.Quote("AAPL", 1, 1, 2, 1, venue: "XNAS")));
    }

    private static void Reject(FeedLine line, in ProviderTick tick, RejectReason reason, string detail)
    {
        Assert.Equal(TickOutcome.Rejected, TestMarket.Apply(line, tick));
        var rejection = Assert.Single(line.TakeReport().Rejections);
        Assert.Equal(reason, rejection.Reason);
        Assert.Contains(detail, rejection.Detail, StringComparison.Ordinal);
    }
}
