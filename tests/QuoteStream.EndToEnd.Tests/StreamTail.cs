using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>One stream, read to its end by the framework's own parser, with what a careful client would know and complain of.</summary>
internal sealed class StreamTail : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly Stream _body;
    private readonly CancellationTokenSource _left = new();
    private readonly ConcurrentQueue<SseItem<JsonElement>> _events = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Task<bool> _ended;

    private StreamTail(HttpClient http, Stream body)
    {
        _http = http;
        _body = body;
        _ended = ReadAsync(body);
    }

    /// <summary>Every event, in order.</summary>
    public IReadOnlyCollection<SseItem<JsonElement>> Events => _events;

    /// <summary>The newest quote of each symbol.</summary>
    public ConcurrentDictionary<string, JsonElement> Quotes { get; } = new();

    /// <summary>The trades of each symbol, in order.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<JsonElement>> Trades { get; } = new();

    /// <summary>Quotes that went back, trades out of order, gaps: nothing that a test expects.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Done when the stream is: true where the server ended it properly, false where it was cut off.</summary>
    public Task<bool> Ended => _ended;

    public bool Has(string name) => _events.Any(item => item.EventType == name);

    public IEnumerable<JsonElement> Named(string name) => _events.Where(item => item.EventType == name).Select(item => item.Data);

    /// <summary>The id that a client would come back with; null before the first.</summary>
    public string? LastEventId => _events.LastOrDefault(item => item.EventId is not null).EventId;

    public static Task<StreamTail> OpenAsync(Uri server, string query) =>
        OpenAsync(new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = server }, query);

    /// <param name="http">Disposed with the stream.</param>
    public static async Task<StreamTail> OpenAsync(HttpClient http, string query, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stream?" + query)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
        };
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new StreamTail(http, await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await _ended;

        // On HTTP/2 this is what resets the stream; the client's connection would wait for its end.
        await _body.DisposeAsync();
        _http.Dispose();
        _left.Dispose();
    }

    private async Task<bool> ReadAsync(Stream body)
    {
        try
        {
            var parser = SseParser.Create(body, (_, data) => JsonElement.Parse(data));
            await foreach (var item in parser.EnumerateAsync(_left.Token))
            {
                _events.Enqueue(item);
                Keep(item);
            }

            return true;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
        {
            // The server was killed, or the test has seen enough.
            return false;
        }
    }

    private void Keep(SseItem<JsonElement> item)
    {
        switch (item.EventType)
        {
            case "quote":
                var symbol = SymbolOf(item.Data);
                if (Quotes.TryGetValue(symbol, out var before) && SeqOf(before) >= SeqOf(item.Data))
                {
                    _faults.Enqueue($"{symbol}: quote {SeqOf(item.Data)} after {SeqOf(before)}");
                }

                Quotes[symbol] = item.Data;
                break;
            case "trade":
                KeepTrade(item.Data);
                break;
            case "gap":
                _faults.Enqueue(item.Data.GetRawText());
                break;
        }
    }

    private void KeepTrade(JsonElement trade)
    {
        var trades = Trades.GetOrAdd(SymbolOf(trade), _ => new ConcurrentQueue<JsonElement>());
        if (!trades.IsEmpty && SeqOf(trades.Last()) + 1 != SeqOf(trade))
        {
            _faults.Enqueue($"{SymbolOf(trade)}: trade {SeqOf(trade)} after {SeqOf(trades.Last())}");
        }

        trades.Enqueue(trade);
    }

    private static string SymbolOf(JsonElement data) => data.GetProperty("symbol").GetString()!;

    private static long SeqOf(JsonElement data) => data.GetProperty("seq").GetInt64();
}
