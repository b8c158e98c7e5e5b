using System.Text.Json;
using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary><c>GET /v1/instruments</c>: finds symbols by their beginning, then by name; or shows given ones.</summary>
internal sealed class InstrumentsEndpoint(StreamParts parts)
{
    private const int DefaultLimit = 20;

    /// <summary>As many as a page of a table shows at the very most.</summary>
    private const int MaxLimit = 1_000;

    /// <summary>The longest name has 256 bytes: a longer query finds nothing.</summary>
    private const int MaxQueryLength = 256;

    public async Task HandleAsync(HttpContext context)
    {
        IReadOnlyList<SymbolChannel> found;
        try
        {
            found = Find(context.Request.Query);
        }
        catch (BadQueryException fault)
        {
            await Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(json, found);
        await json.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<SymbolChannel> channels)
    {
        json.WriteStartObject();
        json.WriteStartArray("instruments");
        foreach (var channel in channels)
        {
            var instrument = channel.Instrument;
            channel.Read(out var state);
            json.WriteStartObject();
            json.WriteString("symbol", channel.Symbol);
            WriteKnown(json, "name", instrument.Name);
            WriteKnown(json, "venue", instrument.Venue.ToString());
            WriteKnown(json, "currency", instrument.Currency);
            if (instrument.RoundLot > 0)
            {
                json.WriteNumber("roundLot", instrument.RoundLot);
            }

            json.WriteString("state", StatusEvent.NameOf(state.TradingState));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private List<SymbolChannel> Find(IQueryCollection query)
    {
        var limit = QueryLimit.Read(query, DefaultLimit, MaxLimit);
        if (query.ContainsKey("symbols"))
        {
            var symbols = StreamRequestReader.ReadSymbols(query["symbols"].ToString(), parts.Options.MaxSymbolsPerStream);
            return [.. symbols.Select(symbol => parts.Symbols.TryGet(symbol, out var channel) ? channel : null).OfType<SymbolChannel>()];
        }

        var text = query["query"].ToString().Trim();
        if (text.Length > MaxQueryLength)
        {
            throw new BadQueryException($"The parameter query has more than {MaxQueryLength} characters.");
        }

        return text.Length == 0 ? MostActive(limit) : Search(text, limit);
    }

    private List<SymbolChannel> MostActive(int limit) =>
        [.. parts.Symbols.Snapshot().ToArray().OrderByDescending(c => c.Sequence).ThenBy(c => c.Symbol, StringComparer.Ordinal).Take(limit)];

    private List<SymbolChannel> Search(string text, int limit)
    {
        var all = parts.Symbols.Snapshot().ToArray();
        var bySymbol = all
            .Where(c => c.Symbol.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(c => c.Symbol, StringComparer.Ordinal)
            .Take(limit)
            .ToList();
        var byName = all
            .Where(c => c.Instrument.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Except(bySymbol)
            .OrderBy(c => c.Symbol, StringComparer.Ordinal);
        bySymbol.AddRange(byName.Take(limit - bySymbol.Count));
        return bySymbol;
    }
}
