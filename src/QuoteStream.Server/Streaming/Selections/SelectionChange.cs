using System.Text.Json;
using System.Text.Json.Serialization;

namespace QuoteStream.Server.Streaming.Selections;

/// <summary>The body of <c>PATCH /v1/streams/{id}</c>: what to change about a stream's selection.</summary>
/// <remarks>
/// A symbol to add that is there, or to remove that is not, is no error: a client may send a change again whose answer it did not get. What a
/// client misspells is one: a change that is half understood would be half made.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SelectionChange
{
    public string[]? Add { get; init; }

    public string[]? Remove { get; init; }

    /// <summary>For all symbols without a rate of their own: a number, or "max".</summary>
    public JsonElement? MaxRate { get; init; }

    /// <summary>Rates of their own, by symbol.</summary>
    public Dictionary<string, JsonElement>? MaxRates { get; init; }

    public TradesChange? Trades { get; init; }

    /// <summary>Makes the whole change, or none of it.</summary>
    /// <exception cref="BadQueryException">It makes no sense.</exception>
    /// <exception cref="RefusedChangeException">It is over a limit.</exception>
    /// <param name="mayBeEmpty">Whether the stream has something to tell without symbols: it follows a portfolio.</param>
    public StreamSelection Apply(StreamSelection current, StreamRequestReader reader, bool mayBeEmpty = false)
    {
        var removed = Names("remove", Remove);
        var added = Names("add", Add);
        if (added.FirstOrDefault(removed.Contains) is { } both)
        {
            throw new BadQueryException($"The change both adds and removes {both}.");
        }

        var maxRate = MaxRate is { } rate ? Rate(reader, "maxRate", rate) : current.MaxRate;
        var symbols = current.Symbols.Where(s => !removed.Contains(s.Symbol)).ToList();
        var there = symbols.Select(s => s.Symbol).ToHashSet(StringComparer.Ordinal);
        symbols.AddRange(added.Where(there.Add).Select(s => new SelectedSymbol(s, maxRate, HasOwnRate: false, WantsTrades: false)));
        CheckCount(symbols.Count, reader, mayBeEmpty);
        var rates = ReadRates(reader, there);
        var wanted = Names("trades.add", Trades?.Add, there);
        var unwanted = Names("trades.remove", Trades?.Remove, there);
        if (wanted.FirstOrDefault(unwanted.Contains) is { } torn)
        {
            throw new BadQueryException($"The change both adds and removes the trades of {torn}.");
        }

        return new StreamSelection(maxRate, [.. symbols.Select(s => Changed(s, maxRate, rates, wanted, unwanted))]);
    }

    private static SelectedSymbol Changed(
        SelectedSymbol symbol, double maxRate, Dictionary<string, double> rates, HashSet<string> wanted, HashSet<string> unwanted)
    {
        var hasNew = rates.TryGetValue(symbol.Symbol, out var rate);
        return new SelectedSymbol(
            symbol.Symbol,
            hasNew ? rate : symbol.HasOwnRate ? symbol.MaxRate : maxRate,
            hasNew || symbol.HasOwnRate,
            (symbol.WantsTrades || wanted.Contains(symbol.Symbol)) && !unwanted.Contains(symbol.Symbol));
    }

    private static void CheckCount(int count, StreamRequestReader reader, bool mayBeEmpty)
    {
        if (count > reader.MaxSymbols)
        {
            throw new RefusedChangeException($"The stream would have {count} symbols; {reader.MaxSymbols} is the most here.");
        }

        if (count == 0 && !mayBeEmpty)
        {
            throw new RefusedChangeException("The stream would have no symbol left; DELETE ends it.");
        }
    }

    private Dictionary<string, double> ReadRates(StreamRequestReader reader, HashSet<string> there)
    {
        var rates = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (symbol, rate) in MaxRates ?? [])
        {
            StreamRequestReader.RequireKnown("maxRates", symbol, there);
            rates[symbol] = Rate(reader, "maxRates", rate);
        }

        return rates;
    }

    // As in the query, where all is text.
    private static double Rate(StreamRequestReader reader, string parameter, JsonElement rate) =>
        reader.ReadRate(parameter, rate.ValueKind == JsonValueKind.String ? rate.GetString()! : rate.GetRawText());

    private static HashSet<string> Names(string parameter, string[]? names, HashSet<string>? there = null)
    {
        if (there is not null && names is [StreamRequestReader.AllWord])
        {
            return there;
        }

        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names ?? [])
        {
            if (there is null)
            {
                StreamRequestReader.CheckSymbol(parameter, name ?? string.Empty);
            }
            else
            {
                StreamRequestReader.RequireKnown(parameter, name ?? string.Empty, there);
            }

            read.Add(name!);
        }

        return read;
    }
}
