using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Valuation;

namespace QuoteStream.Portfolio.Tests.Valuation;

public sealed class ForeignCurrencyTests
{
    private static readonly MarketQuote Sap = new(199, 201, 200, 198, IsTrading: true, IsStale: false, "EUR");

    [Fact]
    public void Without_a_pair_it_is_shown_in_its_own_currency_and_not_summed()
    {
        var value = Value();

        var position = value.Positions[0];
        Assert.Equal("EUR", position.Currency);
        Assert.Equal(2000, position.MarketValue);
        Assert.Equal(20, position.DayChange);
        Assert.Null(position.UnrealizedPnl);
        Assert.Null(position.FxSymbol);
        Assert.Equal(["SAP"], value.Totals.LeftOut);
        Assert.Equal(0, value.Totals.MarketValue);
        Assert.False(value.IsStale);
    }

    [Theory]
    [InlineData("EUR-USD", "1.1", "2200.00", "1.1")]
    [InlineData("EUR/USD", "1.10005", "2200.10", "1.10005")]
    [InlineData("EURUSD", "1.1000249", "2200.05", "1.1000249")]
    [InlineData("USD-EUR", "0.9", "2222.22", "1.111111111111")]
    [InlineData("USD/EUR", "0.8", "2500.00", "1.25")]
    [InlineData("USDEUR", "3", "666.67", "0.333333333333")]
    public void A_quoted_pair_converts_it_in_either_direction_and_is_named(string pair, string rate, string value, string shown)
    {
        var valued = Value((pair, Pair(rate)));

        var position = valued.Positions[0];
        Assert.Equal(pair, position.FxSymbol);
        Assert.Equal(Number(shown), position.FxRate);
        Assert.Equal("EUR", position.Currency);
        Assert.Equal(Number(value), position.MarketValue);
        Assert.Equal(Number(value) - 1500, position.UnrealizedPnl);
        Assert.Equal(200, position.Mark);
        Assert.Equal(Number(value), valued.Totals.MarketValue);
        Assert.Empty(valued.Totals.LeftOut);
    }

    [Fact]
    public void A_stale_pair_makes_the_portfolio_stale()
    {
        var value = Value(("EUR-USD", Pair("1.1") with { IsStale = true }));

        Assert.True(value.IsStale);
        Assert.Equal(2200, value.Totals.MarketValue);
    }

    [Fact]
    public void A_pair_without_a_price_converts_nothing()
    {
        var stale = new MarketQuote(1.09m, 1.11m, null, null, IsTrading: true, IsStale: true, "USD");

        var value = Value(("EUR-USD", stale), ("EURUSD", Pair("0")));

        Assert.Equal(["SAP"], value.Totals.LeftOut);
        Assert.True(value.IsStale);
    }

    [Fact]
    public void A_share_that_is_called_like_a_pair_is_none() =>
        Assert.Equal(["SAP"], Value(("EURUSD", Pair("1.1") with { Currency = "GBP" })).Totals.LeftOut);

    [Fact]
    public void A_coin_is_no_currency_of_the_list_and_keeps_its_digits()
    {
        var books = Books(new Position("ETH-BTC", 0.123456789m, 100, 0));

        var value = PortfolioValuation.Value(books, symbol => symbol == "ETH-BTC" ? new MarketQuote(null, null, 0.5m, null, true, false, "BTC") : null);

        Assert.Equal(0.061728394m, value.Positions[0].MarketValue); // 0.0617283945 is a tie.
    }

    private static MarketQuote Pair(string rate) => new(null, null, Number(rate), null, IsTrading: true, IsStale: false, null);

    private static PortfolioValue Value(params (string Symbol, MarketQuote Quote)[] quotes)
    {
        var bySymbol = quotes.ToDictionary(pair => pair.Symbol, pair => pair.Quote);
        bySymbol["SAP"] = Sap;
        return PortfolioValuation.Value(
            Books(new Position("SAP", 10, 1500, 0)), symbol => bySymbol.TryGetValue(symbol, out var quote) ? quote : null);
    }

    private static PortfolioBooks Books(Position position) => new(
        new PortfolioTerms("p", "alice", "Main", Currency.Get("USD"), AllowShort: false, AllowMargin: false, 0), Balances.Empty, [position]);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
