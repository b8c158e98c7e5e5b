using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What one provider may publish. Where there are any rules, a provider without one may publish nothing.</summary>
public sealed record ProviderRule
{
    /// <summary>As it names itself.</summary>
    public required string Provider { get; init; }

    /// <summary>Its venues; empty: any.</summary>
    public IReadOnlyList<Mic> Venues { get; init; } = [];

    /// <summary>Its symbols, canonical, with * for any text and ? for any one character; empty: any.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Its lines, "A" or "B"; empty: any.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Where another provider gives the same venue of a symbol, the highest counts. Default 0; at most 100.</summary>
    public byte Priority { get; init; }

    /// <remarks>Not per tick: a line remembers the venue that it asked for last.</remarks>
    public bool PermitsVenue(Mic venue) => Venues.Count == 0 || Venues.Contains(venue);

    /// <param name="canonical">ASCII.</param>
    /// <remarks>Once per ticker and line; for a refused one, once per tick.</remarks>
    public bool PermitsSymbol(ReadOnlySpan<byte> canonical)
    {
        foreach (var pattern in Symbols)
        {
            if (Matches(pattern, canonical))
            {
                return true;
            }
        }

        return Symbols.Count == 0;
    }

    public bool PermitsLine(string line) => Lines.Count == 0 || Lines.Contains(line);

    // Only the last star can still grow: what an earlier one took has matched all up to it. So this never takes more than length x length steps.
    private static bool Matches(string pattern, ReadOnlySpan<byte> text)
    {
        var (p, t, star, starText) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, starText) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++starText);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
