using System.IO.Compression;
using System.Net.ServerSentEvents;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Reads a stream with the framework's own parser.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<JsonElement>> _events;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        Parser = SseParser.Create(body, (_, data) => JsonDocument.Parse(data.ToArray()).RootElement);
        _events = Parser.EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpResponseMessage Response => _response;

    public SseParser<JsonElement> Parser { get; }

    /// <param name="decompress">Reads gzip that the client's handler has left as it came.</param>
    public static async Task<EventReader> OpenAsync(HttpClient http, string query, string? lastEventId = null, bool decompress = false)
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
        var body = await response.Content.ReadAsStreamAsync();
        return new EventReader(response, decompress ? new GZipStream(body, CompressionMode.Decompress) : body);
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<SseItem<JsonElement>?> NextAsync() =>
        await _events.MoveNextAsync().AsTask().WaitAsync(Eventually.DefaultTimeout) ? _events.Current : null;

    /// <summary>The next event of this name; those before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Heartbeats would keep it waiting for ever.
            Assert.True(TimeProvider.System.GetElapsedTime(since) < 2 * Eventually.DefaultTimeout, $"No event '{name}' came.");
            var next = await NextAsync() ?? throw new EndOfStreamException($"The stream ended before an event '{name}'.");
            if (next.EventType == name)
            {
                return next.Data;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // The enumerator was left in the middle of a read, which ended with the response.
        }
    }
}
