using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests.Load;

/// <summary>What the publishers of one symbol have said, taken together.</summary>
/// <remarks>Each venue has one publisher; different publishers may write at once.</remarks>
internal sealed class SymbolModel
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Bid, long Ask)> _quotes = [];
    private readonly Dictionary<string, long> _lastSales = [];
    private long _updates;
    private long _volume;
    private long? _high;
    private long? _low;

    /// <summary>Prints of all venues.</summary>
    public long Trades { get; private set; }

    public void Quote(string venue, long bid, long ask)
    {
        lock (_gate)
        {
            _updates++;
            _quotes[venue] = (bid, ask);
        }
    }

    public void Trade(string venue, long price, long size)
    {
        lock (_gate)
        {
            _updates++;
            Trades++;
            _volume += size;
            _high = Math.Max(price, _high ?? price);
            _low = Math.Min(price, _low ?? price);
            _lastSales[venue] = price;
        }
    }

    /// <summary>What a quote says otherwise. The last sale may be that of any venue: which came last is the server's to say.</summary>
    public IEnumerable<string> FaultsOf(JsonElement quote)
    {
        (string Name, decimal? Expected)[] fields =
        [
            ("bid", _quotes.Count == 0 ? null : _quotes.Values.Max(sides => sides.Bid) / 100m),
            ("ask", _quotes.Count == 0 ? null : _quotes.Values.Min(sides => sides.Ask) / 100m),
            ("high", _high / 100m),
            ("low", _low / 100m),
            ("volume", Trades == 0 ? null : _volume),
        ];
        foreach (var (name, expected) in fields.Where(field => Number(quote, field.Name) != field.Expected))
        {
            yield return $"{name} should be {expected}: {quote.GetRawText()}";
        }

        // A venue's quote that leaves the best over all venues as it was is no update.
        if (Number(quote, "seq") is var seq && (seq < Trades || seq > _updates))
        {
            yield return $"seq should be from {Trades} to {_updates}: {quote.GetRawText()}";
        }

        if (Trades > 0 && !_lastSales.Values.Any(price => Number(quote, "last") == price / 100m))
        {
            yield return $"last is no venue's last: {quote.GetRawText()}";
        }
    }

    private static decimal? Number(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.GetDecimal() : null;
}
