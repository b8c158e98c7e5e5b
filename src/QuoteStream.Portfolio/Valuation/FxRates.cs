namespace QuoteStream.Portfolio.Valuation;

/// <summary>Finds the rates of one valuation among the quotes: each currency once.</summary>
/// <param name="currency">The portfolio's.</param>
internal sealed class FxRates(string currency, Func<string, MarketQuote?> quotes)
{
    private readonly Dictionary<string, (FxRate? Rate, bool IsStale)> _found = new(StringComparer.Ordinal);

    /// <summary>Null when no pair of the two currencies has a price.</summary>
    /// <param name="isStale">Whether a pair is quoted that may no longer be what the market says, with a price or without.</param>
    public FxRate? Find(string from, out bool isStale)
    {
        if (from == currency)
        {
            isStale = false;
            return FxRate.One;
        }

        if (!_found.TryGetValue(from, out var found))
        {
            _found[from] = found = Look(from);
        }

        isStale = found.IsStale;
        return found.Rate;
    }

    private (FxRate? Rate, bool IsStale) Look(string from)
    {
        var isStale = false;
        foreach (var separator in (ReadOnlySpan<string>)["-", "/", ""])
        {
            if (Price(from + separator + currency, currency, ref isStale) is { } direct)
            {
                return (new FxRate(from + separator + currency, direct, 1, isStale), isStale);
            }

            if (Price(currency + separator + from, from, ref isStale) is { } inverse)
            {
                return (new FxRate(currency + separator + from, 1, inverse, isStale), isStale);
            }
        }

        return (null, isStale);
    }

    // The pair's own currency tells EURUSD from a share that happens to be called that.
    private decimal? Price(string pair, string quoteCurrency, ref bool isStale)
    {
        if (quotes(pair) is not { } quote || (quote.Currency is { } told && told != quoteCurrency))
        {
            return null;
        }

        var price = quote.Mark is > 0 ? quote.Mark : null;
        isStale = price is null ? isStale || quote.IsStale : quote.IsStale;
        return price;
    }
}
