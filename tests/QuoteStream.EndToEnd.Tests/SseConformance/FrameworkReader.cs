using System.Net.ServerSentEvents;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary><see cref="SseParser"/>, .NET's own. It parses; the reconnecting around it is the least that the rules ask for.</summary>
internal sealed class FrameworkReader : ISseReader
{
    // Sooner than the stream's retry asks: here is who is cut more often than the others.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, AllowAutoRedirect = false });
    private readonly Lock _gate = new();
    private readonly List<ParsedEvent> _events = [];
    private CancellationTokenSource _left = new();
    private Task _reading = Task.CompletedTask;
    private string _lastEventId = "";
    private int _ends;
    private bool _isClosed;

    /// <summary>What the last stream's retry asked for.</summary>
    public TimeSpan Reconnection { get; private set; }

    public async Task OpenAsync(Uri stream)
    {
        await CloseAsync();
        _left = new CancellationTokenSource();
        (_lastEventId, _ends, _isClosed) = ("", 0, false);
        _events.Clear();
        _reading = ReadAsync(stream, _left.Token);
    }

    public Task<IReadOnlyList<ParsedEvent>> EventsAsync() => Task.FromResult<IReadOnlyList<ParsedEvent>>(Locked(() => _events.ToArray()));

    public Task<int> EndsAsync() => Task.FromResult(Locked(() => _ends));

    public Task<bool> IsClosedAsync() => Task.FromResult(Locked(() => _isClosed));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _http.Dispose();
    }

    private async Task CloseAsync()
    {
        await _left.CancelAsync();
        await _reading;
        _left.Dispose();
    }

    private async Task ReadAsync(Uri stream, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && !_isClosed)
        {
            try
            {
                await ReadOnceAsync(stream, cancellationToken);
            }
            catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
            {
                // The connection was cut, or the test has seen enough: it comes back, or it does not.
            }

            Locked(() => _ends++);
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadOnceAsync(Uri stream, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, stream);
        if (_lastEventId.Length > 0)
        {
            request.Headers.Add("Last-Event-ID", _lastEventId);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            Locked(() => _isClosed = true);
            return;
        }

        var parser = SseParser.Create(
            await response.Content.ReadAsStreamAsync(cancellationToken), (_, data) => Encoding.UTF8.GetString(data));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            _lastEventId = parser.LastEventId.Length > 0 ? parser.LastEventId : _lastEventId;
            Reconnection = parser.ReconnectionInterval;
            Locked(() => _events.Add(new ParsedEvent(item.EventType, item.Data, _lastEventId)));
        }
    }

    private void Locked(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
