using System.Net.ServerSentEvents;

namespace QuoteStream.Client.Streams;

/// <summary>One response's events. One reader.</summary>
internal sealed class StreamConnection : IAsyncDisposable
{
    // Until the stream's hello says how often it speaks: the longest heartbeat interval that makes sense through common proxies is 60 s.
    private static readonly TimeSpan SilenceBeforeHello = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly GuardedStream _body;
    private readonly TimeSpan _silenceMargin;
    private readonly SseParser<StreamEvent> _parser;
    private readonly IAsyncEnumerator<SseItem<StreamEvent>> _items;

    private StreamConnection(HttpResponseMessage response, Stream body, QuoteStreamClientOptions options, CancellationToken cancellationToken)
    {
        _response = response;
        _body = new GuardedStream(body, options.MaxEventBytes, options.TimeProvider) { LongestSilence = SilenceBeforeHello };
        _silenceMargin = options.SilenceMargin;
        _parser = SseParser.Create(_body, EventReader.Read);
        _items = _parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The wait that the server's <c>retry:</c> asked for.</summary>
    public TimeSpan? Retry => _parser.ReconnectionInterval is { Ticks: > 0 } interval ? interval : null;

    /// <exception cref="QuoteStreamException">A refusal that would come again.</exception>
    /// <exception cref="StreamLostException">Anything that may go better later.</exception>
    public static async Task<StreamConnection> OpenAsync(
        QuoteStreamHttp http, string query, string? cursor, QuoteStreamClientOptions options, CancellationToken cancellationToken)
    {
        HttpResponseMessage response =
            await http.GetAsync($"/v1/stream{query}", "text/event-stream", cursor, cancellationToken).ConfigureAwait(false);
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new StreamConnection(response, body, options, cancellationToken);
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    /// <exception cref="StreamLostException">The connection broke, went silent, or sent an event that is too large.</exception>
    public async ValueTask<StreamEvent?> NextAsync()
    {
        try
        {
            if (!await _items.MoveNextAsync().ConfigureAwait(false))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new StreamLostException(exception.Message);
        }

        SseItem<StreamEvent> item = _items.Current;
        if (item.Data is HelloEvent { HeartbeatSeconds: > 0 and < 3600 and var seconds })
        {
            _body.LongestSilence = (TimeSpan.FromSeconds(seconds) * 2) + _silenceMargin;
        }

        return string.IsNullOrEmpty(item.EventId) ? item.Data : item.Data with { EventId = item.EventId };
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync().ConfigureAwait(false);
        await _body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }
}
