using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Crypto;

/// <summary>A subscriber that keeps what it is told of its symbols' staleness.</summary>
internal sealed class StalenessTail : IAsyncDisposable
{
    private readonly Stream _body;
    private readonly CancellationTokenSource _left = new();
    private readonly ConcurrentDictionary<string, string> _reasons = new();
    private readonly ConcurrentDictionary<string, JsonElement> _quotes = new();
    private readonly Task _reading;

    private StalenessTail(Stream body)
    {
        _body = body;
        _reading = ReadAsync();
    }

    public static async Task<StalenessTail> OpenAsync(RunningServer server, string symbols) =>
        new(await server.Http.GetStreamAsync($"/v1/stream?symbols={symbols}&maxRate=max"));

    /// <summary>"live", or why the symbol's newest status says that it is stale; "unknown" before it has a quote.</summary>
    public string ConditionOf(string symbol) => _reasons.GetValueOrDefault(symbol, "unknown");

    public decimal? BidOf(string symbol) =>
        _quotes.TryGetValue(symbol, out JsonElement quote) && quote.TryGetProperty("bid", out JsonElement bid) ? bid.GetDecimal() : null;

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await Task.WhenAny(_reading);
        await _body.DisposeAsync();
        _left.Dispose();
    }

    private async Task ReadAsync()
    {
        var parser = SseParser.Create(_body, (_, data) => JsonElement.Parse(data));
        await foreach (SseItem<JsonElement> item in parser.EnumerateAsync(_left.Token))
        {
            if (item.EventType is not ("quote" or "status"))
            {
                continue;
            }

            string symbol = item.Data.GetProperty("symbol").GetString()!;
            bool isStale = item.Data.GetProperty("stale").GetBoolean();
            if (item.EventType == "status")
            {
                _reasons[symbol] = isStale ? item.Data.GetProperty("staleReason").GetString()! : "live";
                continue;
            }

            _quotes[symbol] = item.Data;
            if (!isStale)
            {
                _reasons[symbol] = "live";
            }
        }
    }
}
