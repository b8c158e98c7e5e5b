using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>What a careful client keeps of a stream and its reconnections: each symbol's newest quote, and each trade once, by its seq.</summary>
internal sealed class KeptState
{
    private readonly Dictionary<string, JsonElement> _quotes = [];
    private readonly Dictionary<string, SortedDictionary<long, string>> _trades = [];
    private readonly Dictionary<string, long> _places = [];
    private readonly List<(string Symbol, long First, long Last)> _gaps = [];
    private readonly List<string> _faults = [];

    private KeptState()
    {
    }

    /// <summary>Quotes that went back, trades out of order or told in two ways: nothing that a cut excuses.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public static KeptState Of(IEnumerable<ParsedEvent> events)
    {
        var state = new KeptState();
        foreach (var next in events)
        {
            state.Keep(next.Name, JsonElement.Parse(next.Data));
        }

        return state;
    }

    /// <summary>The newest quote's JSON; when it was encoded differs from stream to stream, and is left out.</summary>
    public string QuoteOf(string symbol)
    {
        var text = _quotes.TryGetValue(symbol, out var quote) ? quote.GetRawText() : "";
        return text[..Math.Max(0, text.IndexOf(",\"sent\"", StringComparison.Ordinal))];
    }

    public long SeqOf(string symbol) => _quotes.TryGetValue(symbol, out var quote) ? Seq(quote) : 0;

    /// <summary>The JSON of each trade, by its seq.</summary>
    public SortedDictionary<long, string> TradesOf(string symbol) => _trades.TryGetValue(symbol, out var trades) ? trades : [];

    /// <summary>Trades that the other has, and this one has neither been told nor told to be missing.</summary>
    public IEnumerable<string> LostOf(KeptState other, string symbol) =>
        from seq in other.TradesOf(symbol).Keys
        where !TradesOf(symbol).ContainsKey(seq) && !_gaps.Any(gap => gap.Symbol == symbol && gap.First <= seq && seq <= gap.Last)
        select $"{symbol}: trade {seq} is lost without a word";

    private void Keep(string name, JsonElement data)
    {
        switch (name)
        {
            case "hello":
                // A new connection may tell some of the last trades again.
                _places.Clear();
                break;
            case "quote":
                KeepQuote(data.GetProperty("symbol").GetString()!, data);
                break;
            case "trade":
                KeepTrade(data.GetProperty("symbol").GetString()!, data);
                break;
            case "gap":
                KeepGap(data.GetProperty("symbol").GetString()!, data);
                break;
        }
    }

    private void KeepQuote(string symbol, JsonElement quote)
    {
        if (Seq(quote) < SeqOf(symbol))
        {
            _faults.Add($"{symbol}: quote {Seq(quote)} after {SeqOf(symbol)}");
        }

        _quotes[symbol] = quote;
    }

    private void KeepTrade(string symbol, JsonElement trade)
    {
        if (!_trades.TryGetValue(symbol, out var trades))
        {
            _trades[symbol] = trades = [];
        }

        var seq = Seq(trade);
        if (_places.TryGetValue(symbol, out var place) && seq != place + 1)
        {
            _faults.Add($"{symbol}: trade {seq} after {place}");
        }

        _places[symbol] = seq;
        if (!trades.TryAdd(seq, trade.GetRawText()) && trades[seq] != trade.GetRawText())
        {
            _faults.Add($"{symbol}: trade {seq} was {trades[seq]} and is {trade.GetRawText()}");
        }
    }

    // Nobody here is away for longer than the server knows its trades: each gap says exactly what is missing.
    private void KeepGap(string symbol, JsonElement gap)
    {
        var last = gap.GetProperty("lastMissed").GetInt64();
        var place = _places.GetValueOrDefault(symbol);
        if (!gap.TryGetProperty("firstMissed", out var first) || !gap.TryGetProperty("missed", out var missed)
            || missed.GetInt64() != last - first.GetInt64() + 1 || missed.GetInt64() < 1)
        {
            _faults.Add($"{symbol}: a gap that does not say what is missing: {gap.GetRawText()}");
            return;
        }

        if (place > 0 && first.GetInt64() != place + 1)
        {
            _faults.Add($"{symbol}: trade {place}, and then a gap from {first} on");
        }

        _gaps.Add((symbol, first.GetInt64(), last));
        _places[symbol] = last;
    }

    private static long Seq(JsonElement data) => data.GetProperty("seq").GetInt64();
}
