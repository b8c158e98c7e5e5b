using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Streaming;

/// <summary>Reads the query of a stream, and says what is wrong with it in a sentence.</summary>
internal sealed class StreamRequestReader(StreamingOptions options)
{
    private const string MaxRateWord = "max";
    /// <summary>In a list of whose trades are wanted: all.</summary>
    public const string AllWord = "*";

    /// <summary>Twice what an id has.</summary>
    private const int MaxPortfolioLength = 64;

    /// <summary>128 random bits.</summary>
    private const int StreamIdBytes = 16;

    private static readonly Dictionary<string, double> NoRates = [];
    private static readonly HashSet<string> NoSymbols = [];

    /// <summary>Most symbols of one stream.</summary>
    public int MaxSymbols => options.MaxSymbolsPerStream;

    /// <exception cref="BadQueryException">A parameter makes no sense.</exception>
    public StreamRequest Read(HttpRequest request)
    {
        var query = StreamQuery.Read(request.QueryString);
        CheckPortfolio(query.Portfolio);
        var known = new HashSet<string>(StringComparer.Ordinal);
        List<string> symbols = query is { Portfolio: not null, Symbols: null } ? [] : ReadSymbols(query.Symbols ?? string.Empty, options.MaxSymbolsPerStream, known);
        var maxRate = query.MaxRate is null ? options.DefaultMaxRate : ReadRate("maxRate", query.MaxRate);
        var exceptions = ReadRates(query.MaxRates ?? string.Empty, known);
        var trades = ReadTrades(query.Trades ?? string.Empty, known);
        return new StreamRequest(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StreamIdBytes)),
            new StreamSelection(
                maxRate,
                [.. symbols.Select(s => new SelectedSymbol(s, exceptions.GetValueOrDefault(s, maxRate), exceptions.ContainsKey(s), trades.Contains(s)))]),
            ReadCursor(request, query.Cursor, out var transactions))
        {
            Portfolio = query.Portfolio,
            Transactions = transactions,
        };
    }

    /// <summary>Reads a comma-separated list of symbols: each once, in order.</summary>
    /// <exception cref="BadQueryException">It is empty, too long, or has something that no symbol looks like.</exception>
    public static List<string> ReadSymbols(string list, int most) => ReadSymbols(list, most, new HashSet<string>(StringComparer.Ordinal));

    private static List<string> ReadSymbols(string list, int most, HashSet<string> seen)
    {
        if (list.Length == 0)
        {
            throw new BadQueryException("The parameter symbols is required: one symbol or more, separated by commas; a stream without symbols needs a portfolio.");
        }

        var symbols = new List<string>();
        foreach (var symbol in list.Split(','))
        {
            CheckSymbol("symbols", symbol);
            if (!seen.Add(symbol))
            {
                continue;
            }

            symbols.Add(symbol);
            if (symbols.Count > most)
            {
                throw new BadQueryException($"The parameter symbols names more than {most} symbols, which is the most here.");
            }
        }

        return symbols;
    }

    /// <exception cref="BadQueryException">No symbol looks like this.</exception>
    public static void CheckSymbol(string parameter, string symbol)
    {
        if (symbol.Length > CanonicalSymbol.MaxLength || !CanonicalSymbol.IsValid(Encoding.UTF8.GetBytes(symbol)))
        {
            throw new BadQueryException(symbol.Length == 0
                ? $"The parameter {parameter} has an empty entry between its commas."
                : $"The parameter {parameter} has '{Shorten(symbol)}', which is not a symbol of 1 to {CanonicalSymbol.MaxLength} characters.");
        }
    }

    // A header or a parameter that is not a cursor of ours is no error: the stream begins with snapshots.
    private static StreamCursor? ReadCursor(HttpRequest request, string? parameter, out TransactionCursor transactions)
    {
        transactions = default;
        var text = request.Headers.TryGetValue("Last-Event-ID", out var header) ? header.ToString() : parameter ?? string.Empty;
        return text.Length == 0 ? null : StreamCursor.TryParse(text, out var cursor, out transactions) ? cursor : default(StreamCursor);
    }

    private static void CheckPortfolio(string? portfolio)
    {
        if (portfolio is not null && (portfolio.Length is 0 or > MaxPortfolioLength || !portfolio.All(char.IsAsciiLetterOrDigit)))
        {
            throw new BadQueryException($"The parameter portfolio has '{Shorten(portfolio)}'; it takes the id of one portfolio.");
        }
    }

    private Dictionary<string, double> ReadRates(string list, HashSet<string> symbols)
    {
        if (list.Length == 0)
        {
            return NoRates;
        }

        var rates = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var entry in list.Split(','))
        {
            // The last colon: a symbol may have one too.
            var colon = entry.LastIndexOf(':');
            if (colon < 0)
            {
                throw new BadQueryException($"The parameter maxRates has '{Shorten(entry)}'; it takes SYMBOL:rate, separated by commas.");
            }

            var symbol = entry[..colon];
            RequireKnown("maxRates", symbol, symbols);
            rates[symbol] = ReadRate("maxRates", entry[(colon + 1)..]);
        }

        return rates;
    }

    private static HashSet<string> ReadTrades(string list, HashSet<string> symbols)
    {
        if (list.Length == 0)
        {
            return NoSymbols;
        }

        if (list == AllWord)
        {
            return symbols;
        }

        var trades = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in list.Split(','))
        {
            RequireKnown("trades", symbol, symbols);
            trades.Add(symbol);
        }

        return trades;
    }

    /// <exception cref="BadQueryException">It is no symbol, or none of these.</exception>
    public static void RequireKnown(string parameter, string symbol, HashSet<string> symbols)
    {
        CheckSymbol(parameter, symbol);
        if (!symbols.Contains(symbol))
        {
            throw new BadQueryException($"The parameter {parameter} names {symbol}, which is none of the stream's symbols.");
        }
    }

    /// <returns>The rate granted: quotes a second.</returns>
    /// <exception cref="BadQueryException">It is no rate.</exception>
    public double ReadRate(string parameter, string text)
    {
        if (text == MaxRateWord)
        {
            return options.HighestMaxRate;
        }

        var isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var rate);
        if (!isNumber || !double.IsFinite(rate) || rate < StreamingOptions.LowestMaxRate)
        {
            throw new BadQueryException(
                $"The parameter {parameter} has the rate '{Shorten(text)}'; it takes quotes a second, {StreamingOptions.LowestMaxRate.ToString(CultureInfo.InvariantCulture)} or more, or {MaxRateWord}.");
        }

        return Math.Min(rate, options.HighestMaxRate);
    }

    // What a client sent is shown back to it, but not a megabyte of it.
    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "...");
}
