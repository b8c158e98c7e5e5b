using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Valuation;

/// <summary>Values a portfolio: its books and the market's quotes in, figures out. Pure.</summary>
public static class PortfolioValuation
{
    /// <param name="quotes">Asked once for each symbol held, and for pairs of currencies where one is needed; null: not quoted.</param>
    public static PortfolioValue Value(PortfolioBooks books, Func<string, MarketQuote?> quotes)
    {
        var currency = books.Terms.Currency;
        var rates = new FxRates(currency.Code, quotes);
        var positions = new PositionValue[books.Positions.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = Value(books.Positions[i], quotes(books.Positions[i].Symbol), currency, rates);
        }

        return new PortfolioValue(
            books.Terms, books.Balances.Seq, positions, Sum(books.Balances, positions), Array.Exists(positions, position => position.IsStale));
    }

    private static PositionValue Value(Position position, MarketQuote? found, Currency currency, FxRates rates)
    {
        if (found is not { } quote)
        {
            return new PositionValue { Position = position, IsStale = true };
        }

        var traded = quote.Currency is { } told && told != currency.Code ? told : null;
        var isStalePair = false;
        var rate = traded is null ? FxRate.One : rates.Find(traded, out isStalePair);
        var marketValue = Amount(position.Quantity, quote.Mark, rate, currency, traded);
        var isSummed = rate is not null && marketValue is not null;
        return new PositionValue
        {
            Position = position,
            Last = quote.LastSale,
            Mark = quote.Mark,
            MarketValue = marketValue,
            UnrealizedPnl = isSummed ? marketValue - position.Cost : null,
            DayChange = Amount(position.Quantity, quote.Mark - quote.PreviousClose, rate, currency, traded),
            Currency = traded,
            FxSymbol = rate?.Symbol,
            FxRate = rate is { Symbol: not null } pair ? pair.Shown : null,
            IsStale = quote.IsStale || quote.Mark is null || isStalePair,
            IsSummed = isSummed,
        };
    }

    private static decimal? Amount(decimal quantity, decimal? price, FxRate? rate, Currency currency, string? traded)
    {
        if (price is not { } each)
        {
            return null;
        }

        // Of a code that is no currency of ISO 4217, such as a coin's, the minor unit is not known: nothing that can be shown is cut off.
        var decimals = rate is not null ? currency.Decimals : Currency.Find(traded)?.Decimals ?? ExactMath.Decimals;
        return ExactProduct.Round(quantity, each, rate ?? FxRate.One, decimals);
    }

    private static PortfolioTotals Sum(Balances balances, PositionValue[] positions)
    {
        var summed = Array.FindAll(positions, position => position.IsSummed);
        return new PortfolioTotals(
            balances.Cash,
            summed.Sum(position => position.MarketValue ?? 0),
            summed.Sum(position => position.UnrealizedPnl ?? 0),
            balances.RealizedPnl,
            balances.Dividends,
            balances.Accounts.Fees,
            summed.Sum(position => position.DayChange ?? 0),
            [.. positions.Where(position => !position.IsSummed).Select(position => position.Position.Symbol)],
            [.. summed.Where(position => position.DayChange is null).Select(position => position.Position.Symbol)]);
    }
}
