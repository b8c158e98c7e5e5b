namespace QuoteStream.Client.Streams;

/// <summary>One subscription over as many connections as it takes. One reader.</summary>
internal sealed class StreamSession(
    QuoteStreamHttp http, QuoteSubscription subscription, QuoteStreamClientOptions options, CancellationToken cancellationToken) : IAsyncDisposable
{
    // What a server may ask for at most: a wrong clock or unit must not put a client to sleep for days.
    private static readonly TimeSpan LongestServerWait = TimeSpan.FromHours(1);

    private readonly string _query = subscription.ToQuery();
    private readonly Backoff _backoff = new(options.BackoffInitial, options.BackoffMax);
    private StreamConnection? _connection;
    private string? _cursor = subscription.Cursor;
    private TimeSpan? _retry;
    private TimeSpan _wait;
    private GoodbyeEvent? _goodbye;

    /// <summary>The next event; null when the server has said that there will be no more.</summary>
    /// <exception cref="QuoteStreamException">The server refused the subscription.</exception>
    public async ValueTask<StreamEvent?> NextAsync()
    {
        if (_goodbye is { Reconnect: false })
        {
            return null;
        }

        try
        {
            if (_connection is null)
            {
                return await ConnectAsync().ConfigureAwait(false);
            }

            // After a goodbye nothing comes; the server may leave the connection to the client to close.
            return _goodbye is null && await _connection.NextAsync().ConfigureAwait(false) is { } received
                ? Note(received)
                : await LoseAsync(_goodbye is null ? "The server ended the stream." : $"The server said goodbye: {_goodbye.Reason}.", null)
                    .ConfigureAwait(false);
        }
        catch (StreamLostException lost)
        {
            return await LoseAsync(lost.Message, lost.RetryAfter).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<StreamEvent> ConnectAsync()
    {
        await Task.Delay(_wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        _connection = await StreamConnection.OpenAsync(http, _query, _cursor, options, cancellationToken).ConfigureAwait(false);
        return new ConnectionEvent(IsConnected: true, Reason: null, RetryAfter: null);
    }

    private StreamEvent Note(StreamEvent received)
    {
        // A connection that says something worked: the next loss is a new one, not a further attempt.
        _backoff.Reset();
        _cursor = received.EventId ?? _cursor;
        _goodbye = received as GoodbyeEvent;
        return received;
    }

    private async ValueTask<StreamEvent> LoseAsync(string reason, TimeSpan? retryAfter)
    {
        if (_connection is not null)
        {
            _retry = _connection.Retry ?? _retry;
            await _connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
        }

        // Goodbye and "retry:" are different for each stream already; "Retry-After" is the same for all that it turns away.
        TimeSpan? asked = _goodbye?.RetryMs is { } millis
            ? TimeSpan.FromMilliseconds(Math.Clamp(millis, 0, (long)LongestServerWait.TotalMilliseconds))
            : retryAfter * (1 + (Random.Shared.NextDouble() / 4)) ?? _retry;
        _goodbye = null;
        _wait = NextWait(asked);
        return new ConnectionEvent(IsConnected: false, reason, _wait);
    }

    /// <summary>What the server asks for, or the back-off if that is longer: a server that keeps failing must not be asked at its usual pace.</summary>
    private TimeSpan NextWait(TimeSpan? asked)
    {
        bool repeated = _backoff.IsRepeated;
        TimeSpan own = _backoff.Next();
        if (asked is not { } servers)
        {
            return own;
        }

        TimeSpan bounded = TimeSpan.FromTicks(Math.Clamp(servers.Ticks, 0, LongestServerWait.Ticks));
        return repeated && own > bounded ? own : bounded;
    }
}
