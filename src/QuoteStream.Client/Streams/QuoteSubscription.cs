using System.Globalization;
using System.Text;

namespace QuoteStream.Client.Streams;

/// <summary>What a stream is to carry.</summary>
public sealed record QuoteSubscription
{
    /// <summary>Canonical symbols, for example "BRK.A" or "BTC-USD". At least one, unless <see cref="Portfolio"/> is set.</summary>
    public IReadOnlyCollection<string> Symbols { get; init; } = [];

    /// <summary>Most quotes a second for each symbol; null: the server's default; <see cref="double.PositiveInfinity"/>: the most it grants.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Symbols with another rate than <see cref="MaxRate"/>.</summary>
    public IReadOnlyDictionary<string, double> MaxRates { get; init; } = new Dictionary<string, double>();

    /// <summary>Symbols whose every trade is wanted; "*": all of <see cref="Symbols"/>.</summary>
    public IReadOnlyCollection<string> Trades { get; init; } = [];

    /// <summary>A portfolio whose transactions and valuation are wanted.</summary>
    public string? Portfolio { get; init; }

    /// <summary>Where to resume: <see cref="StreamEvent.EventId"/> of an earlier stream, or a snapshot's cursor; null: from the present.</summary>
    public string? Cursor { get; init; }

    /// <exception cref="ArgumentException">Names what makes no sense.</exception>
    internal void Validate()
    {
        if (Symbols.Count == 0 && Portfolio is null)
        {
            throw new ArgumentException("A subscription needs a symbol or a portfolio.", nameof(Symbols));
        }

        if (Symbols.Concat(Trades).Concat(MaxRates.Keys).Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A symbol is empty.", nameof(Symbols));
        }

        foreach (double rate in MaxRates.Values.Append(MaxRate ?? 1))
        {
            if (double.IsNaN(rate) || rate <= 0)
            {
                throw new ArgumentException($"A rate of {rate} quotes a second makes no sense.", nameof(MaxRate));
            }
        }

        // It travels as a header: what is not an id must not become one.
        if (Cursor is not null && !Cursor.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ArgumentException($"The cursor {Cursor} is not one that a server gave.", nameof(Cursor));
        }
    }

    /// <summary>The query string, without the cursor.</summary>
    internal string ToQuery()
    {
        var query = new StringBuilder();
        Append(query, "symbols", JoinSymbols(Symbols));
        Append(query, "maxRate", MaxRate is { } rate ? Format(rate) : "");
        Append(query, "maxRates", string.Join(',', MaxRates.Select(pair => $"{Uri.EscapeDataString(pair.Key)}:{Format(pair.Value)}")));
        Append(query, "trades", JoinSymbols(Trades));
        Append(query, "portfolio", Uri.EscapeDataString(Portfolio ?? ""));
        return query.ToString();
    }

    internal static string JoinSymbols(IEnumerable<string> symbols) => string.Join(',', symbols.Select(Uri.EscapeDataString));

    private static void Append(StringBuilder query, string name, string value)
    {
        if (value.Length > 0)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
        }
    }

    // As decimal: a double prints large and small numbers with an exponent, which the server does not read.
    private static string Format(double rate) =>
        rate > HighestWrittenRate ? RateConverter.Max : ((decimal)rate).ToString("0.#########", CultureInfo.InvariantCulture);

    // Quotes a second; far above what any server grants.
    private const double HighestWrittenRate = 1e9;
}
