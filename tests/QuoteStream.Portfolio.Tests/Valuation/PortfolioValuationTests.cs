using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Valuation;

namespace QuoteStream.Portfolio.Tests.Valuation;

public sealed class PortfolioValuationTests
{
    private static readonly MarketQuote Live = new(189.12m, 189.14m, 189.10m, 187.95m, IsTrading: true, IsStale: false, "USD");

    [Fact]
    public void A_position_is_worth_its_midpoint()
    {
        var value = Value(("AAPL", 10, 1500.25m), ("AAPL", Live));

        var position = Assert.Single(value.Positions);
        Assert.Equal(189.10m, position.Last);
        Assert.Equal(189.13m, position.Mark);
        Assert.Equal(1891.30m, position.MarketValue);
        Assert.Equal(391.05m, position.UnrealizedPnl); // 1891.30 - 1500.25
        Assert.Equal(11.80m, position.DayChange); // 10 x (189.13 - 187.95)
        Assert.Null(position.Currency);
        Assert.False(value.IsStale);
    }

    [Fact]
    public void Totals_are_cash_and_what_the_positions_are_worth()
    {
        var accounts = new Entry(Cash: 250.75m, Positions: 1500.25m, Income: -30, Fees: 4, External: -1725);
        var books = new PortfolioBooks(Terms(), new Balances(7, accounts, RealizedPnl: 20, OpenPositions: 1), [new Position("AAPL", 10, 1500.25m, 20)]);

        var totals = PortfolioValuation.Value(books, _ => Live).Totals;

        Assert.Equal(250.75m, totals.Cash);
        Assert.Equal(1891.30m, totals.MarketValue);
        Assert.Equal(2142.05m, totals.Equity);
        Assert.Equal(391.05m, totals.UnrealizedPnl);
        Assert.Equal(20, totals.RealizedPnl);
        Assert.Equal(10, totals.Dividends);
        Assert.Equal(4, totals.Fees);
        Assert.Equal(11.80m, totals.DayChange);
        Assert.Empty(totals.LeftOut);
    }

    [Theory]
    [InlineData(189.12, 189.14, true, false, 189.13)]
    [InlineData(189.14, 189.14, true, false, 189.14)] // Locked.
    [InlineData(189.15, 189.14, true, false, 189.10)] // Crossed.
    [InlineData(189.12, 189.14, false, false, 189.10)] // Halted, paused or closed.
    [InlineData(189.12, 189.14, true, true, 189.10)] // Stale.
    [InlineData(null, 189.14, true, false, 189.10)]
    [InlineData(189.12, null, true, false, 189.10)]
    public void The_mark_is_the_midpoint_of_a_live_market_and_else_the_last_sale(double? bid, double? ask, bool isTrading, bool isStale, double mark) =>
        Assert.Equal((decimal)mark, (Live with { Bid = (decimal?)bid, Ask = (decimal?)ask, IsTrading = isTrading, IsStale = isStale }).Mark);

    [Fact]
    public void A_midpoint_between_two_of_the_smallest_steps_is_exact()
    {
        var quote = Live with { Bid = 0.000000001m, Ask = 0.000000002m };

        Assert.Equal(0.0000000015m, quote.Mark);
        Assert.Equal(0.02m, Value(("AAPL", 10_000_000, 0), ("AAPL", quote)).Positions[0].MarketValue); // 0.015 is a tie: to the even cent.
    }

    [Theory]
    [InlineData("0.5", "0.01", "0")]
    [InlineData("1.5", "0.01", "0.02")]
    [InlineData("2.5", "0.01", "0.02")]
    [InlineData("-0.5", "0.01", "0")]
    [InlineData("-1.5", "0.01", "-0.02")]
    [InlineData("0.500000001", "0.01", "0.01")]
    [InlineData("0.333333333", "100", "33.33")]
    [InlineData("9000000000", "9000000000.123456789", "81000000001111111101.00")]
    public void Values_are_rounded_once_half_even(string quantity, string price, string value)
    {
        var quote = Live with { Bid = null, LastSale = Number(price) };

        var valued = Value(("AAPL", Number(quantity), 0), ("AAPL", quote)).Positions[0];

        // Nothing above 1e18 is shown as a value; below, every digit is.
        Assert.Equal(Number(value) < 1e18m ? Number(value) : null, valued.MarketValue);
    }

    [Fact]
    public void What_was_sold_short_has_a_negative_value_and_gains_when_the_price_falls()
    {
        var quote = Live with { Bid = 89, Ask = 91, PreviousClose = 95 };

        var value = Value(("AAPL", -10, -1000), ("AAPL", quote));

        Assert.Equal(-900, value.Positions[0].MarketValue);
        Assert.Equal(100, value.Positions[0].UnrealizedPnl);
        Assert.Equal(50, value.Positions[0].DayChange);
        Assert.Equal(-900, value.Totals.MarketValue);
        Assert.Equal(100, value.Positions[0].Position.AverageCost);
    }

    [Fact]
    public void A_symbol_without_a_price_is_left_out_and_named()
    {
        var value = Value([("AAPL", 10, 1500), ("GONE", 5, 100), ("NEW", 1, 1)], ("AAPL", Live), ("NEW", new MarketQuote(null, 2, null, null, true, false, null)));

        Assert.Equal(["GONE", "NEW"], value.Totals.LeftOut);
        Assert.Equal(1891.30m, value.Totals.MarketValue);
        Assert.Equal(391.30m, value.Totals.UnrealizedPnl);
        Assert.True(value.IsStale);
        Assert.All(value.Positions.Skip(1), position =>
        {
            Assert.Null(position.MarketValue);
            Assert.Null(position.UnrealizedPnl);
            Assert.Null(position.DayChange);
            Assert.True(position.IsStale);
        });
    }

    [Fact]
    public void A_stale_quote_is_still_a_value_and_says_so()
    {
        var value = Value(("AAPL", 10, 1500), ("AAPL", Live with { IsStale = true }));

        Assert.True(value.IsStale);
        Assert.True(value.Positions[0].IsStale);
        Assert.Equal(1891.00m, value.Totals.MarketValue);
    }

    [Fact]
    public void Without_a_previous_close_there_is_no_change_of_the_day_and_the_total_says_whose_it_lacks()
    {
        var value = Value([("AAPL", 10, 0), ("IPO", 10, 0)], ("AAPL", Live), ("IPO", Live with { PreviousClose = null }));

        Assert.Null(value.Positions[1].DayChange);
        Assert.Equal(11.80m, value.Totals.DayChange);
        Assert.Equal(["IPO"], value.Totals.DayChangeLeftOut);
        Assert.Equal(3782.60m, value.Totals.MarketValue);
    }

    [Fact]
    public void An_empty_portfolio_is_worth_its_cash()
    {
        var books = new PortfolioBooks(Terms(), new Balances(1, new Entry(100, 0, 0, 0, -100), 0, 0), []);

        var value = PortfolioValuation.Value(books, _ => throw new InvalidOperationException("Nothing is held."));

        Assert.Equal(100, value.Totals.Equity);
        Assert.False(value.IsStale);
        Assert.Equal(1, value.TransactionSeq);
    }

    [Fact]
    public void Each_symbol_held_is_asked_for_once()
    {
        var asked = new List<string>();
        var positions = Enumerable.Range(0, 200).Select(i => new Position($"S{i}", 1, 1, 0)).ToArray();

        PortfolioValuation.Value(new PortfolioBooks(Terms(), Balances.Empty, positions), symbol =>
        {
            asked.Add(symbol);
            return Live;
        });

        Assert.Equal(positions.Select(position => position.Symbol), asked);
    }

    private static PortfolioTerms Terms() => new("p", "alice", "Main", Currency.Get("USD"), AllowShort: true, AllowMargin: true, 0);

    private static PortfolioValue Value((string Symbol, decimal Quantity, decimal Cost) held, params (string Symbol, MarketQuote Quote)[] quotes) =>
        Value([held], quotes);

    private static PortfolioValue Value((string Symbol, decimal Quantity, decimal Cost)[] held, params (string Symbol, MarketQuote Quote)[] quotes)
    {
        var bySymbol = quotes.ToDictionary(pair => pair.Symbol, pair => pair.Quote);
        var positions = held.Select(position => new Position(position.Symbol, position.Quantity, position.Cost, 0)).ToArray();
        return PortfolioValuation.Value(
            new PortfolioBooks(Terms(), Balances.Empty, positions), symbol => bySymbol.TryGetValue(symbol, out var quote) ? quote : null);
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
