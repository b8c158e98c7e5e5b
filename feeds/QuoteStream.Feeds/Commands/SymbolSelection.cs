using System.Globalization;
using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Commands;

/// <summary>Which symbols a simulation trades: a number of them, or a list of names.</summary>
internal sealed record SymbolSelection
{
    private const string SyntheticPrefix = "SIM";
    private const int MaxSymbolLength = 32;

    private SymbolSelection(int count, IReadOnlyList<string> names)
    {
        Count = count;
        Names = names;
    }

    public static SymbolSelection Default { get; } = new(0, []);

    /// <summary>0 where names are listed, or nothing was said.</summary>
    public int Count { get; }

    private IReadOnlyList<string> Names { get; }

    /// <param name="fault">What is wrong with the text, where null is returned.</param>
    public static SymbolSelection? Parse(string text, out string? fault)
    {
        fault = null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            if (count is >= 1 and <= SyntheticInstruments.MaxCount)
            {
                return new SymbolSelection(count, []);
            }

            fault = $"1 to {SyntheticInstruments.MaxCount:N0} symbols, not {text}.";
            return null;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? bad = names.FirstOrDefault(n => !IsSymbol(n));
        fault = (names.Length, bad) switch
        {
            (0, _) => "a number, or symbols with commas between them.",
            (_, not null) => $"\"{bad}\" is no symbol: A-Z, 0-9, '.' and '-', at most {MaxSymbolLength}.",
            _ when names.Distinct().Count() < names.Length => "a symbol is named twice.",
            _ => null,
        };
        return fault is null ? new SymbolSelection(0, names) : null;
    }

    public static bool IsSymbol(string text) =>
        text.Length is >= 1 and <= MaxSymbolLength && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    /// <param name="prefix">Made-up symbols only; null: the well-known ones first.</param>
    public IReadOnlyList<SimulatedInstrument> Select(string? prefix)
    {
        IReadOnlyList<SimulatedInstrument> known = WellKnownInstruments.All;
        if (prefix is not null)
        {
            return SyntheticInstruments.Create(prefix, Count);
        }

        if (Names.Count > 0)
        {
            return
            [
                .. Names.Select((name, i) =>
                    known.FirstOrDefault(k => k.Symbol == name) ?? SyntheticInstruments.Create(name, i, Names.Count)),
            ];
        }

        return Count <= known.Count
            ? [.. known.Take(Count == 0 ? known.Count : Count)]
            : [.. known, .. SyntheticInstruments.Create(SyntheticPrefix, Count - known.Count)];
    }

    /// <summary>As the help shows it.</summary>
    public override string ToString() => (Count, Names.Count) switch
    {
        (0, 0) => "all well-known ones",
        (0, _) => string.Join(',', Names),
        _ => $"{Count}",
    };
}
