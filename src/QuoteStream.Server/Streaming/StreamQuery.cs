using Microsoft.AspNetCore.WebUtilities;

namespace QuoteStream.Server.Streaming;

/// <summary>The parameters of a stream as the client wrote them, decoded; null where it left one out.</summary>
/// <remarks>
/// Read straight from the query: the request's own collection would be kept for as long as the stream lasts. A parameter that is given twice
/// counts as one with a comma between, as in a list.
/// </remarks>
internal struct StreamQuery
{
    public string? Symbols;
    public string? MaxRate;
    public string? MaxRates;
    public string? Trades;
    public string? Cursor;
    public string? Portfolio;

    /// <summary>Whether a stream of no symbols is asked for.</summary>
    public static bool IsPortfolioAlone(QueryString query) =>
        query.Value?.Contains("portfolio", StringComparison.OrdinalIgnoreCase) == true && Read(query) is { Symbols: null, Portfolio: not null };

    public static StreamQuery Read(QueryString query)
    {
        var read = default(StreamQuery);
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            switch (pair.DecodeName().Span)
            {
                case var name when Is(name, "symbols"):
                    Append(ref read.Symbols, pair);
                    break;
                case var name when Is(name, "maxRate"):
                    Append(ref read.MaxRate, pair);
                    break;
                case var name when Is(name, "maxRates"):
                    Append(ref read.MaxRates, pair);
                    break;
                case var name when Is(name, "trades"):
                    Append(ref read.Trades, pair);
                    break;
                case var name when Is(name, "cursor"):
                    Append(ref read.Cursor, pair);
                    break;
                case var name when Is(name, "portfolio"):
                    Append(ref read.Portfolio, pair);
                    break;
            }
        }

        return read;
    }

    // As everywhere in ASP.NET Core, the case of a parameter's name does not matter.
    private static bool Is(ReadOnlySpan<char> name, string parameter) => name.Equals(parameter, StringComparison.OrdinalIgnoreCase);

    private static void Append(ref string? parameter, in QueryStringEnumerable.EncodedNameValuePair pair)
    {
        var value = pair.DecodeValue().ToString();
        parameter = parameter is null ? value : $"{parameter},{value}";
    }
}
