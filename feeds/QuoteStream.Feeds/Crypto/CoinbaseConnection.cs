using System.Net.WebSockets;

namespace QuoteStream.Feeds.Crypto;

/// <summary>One WebSocket to the venue: messages whole, of a bounded length, and never a silence that goes on for ever.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class CoinbaseConnection : IDisposable
{
    private const int InitialBufferBytes = 64 * 1024;

    // Of the protocol's own pings, beside the venue's heartbeats: a peer that is gone is noticed even by a sender that waits for the server.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PongLimit = TimeSpan.FromSeconds(10);

    // A polite end is not worth a wait.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket = new();
    private readonly CoinbaseOptions _options;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _stopOrSilence;
    private byte[] _buffer;

    /// <param name="buffer">Of the connection before, to be used again; empty: none.</param>
    public CoinbaseConnection(CoinbaseOptions options, TimeProvider clock, byte[] buffer, CancellationToken stop)
    {
        _options = options;
        _stop = stop;
        _buffer = buffer.Length > 0 ? buffer : new byte[InitialBufferBytes];
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _stopOrSilence = CancellationTokenSource.CreateLinkedTokenSource(stop, _silence.Token);
        _socket.Options.KeepAliveInterval = PingInterval;
        _socket.Options.KeepAliveTimeout = PongLimit;
    }

    /// <summary>For the next connection.</summary>
    public byte[] Buffer => _buffer;

    /// <exception cref="CoinbaseLostException">There is none.</exception>
    public async Task OpenAsync(IEnumerable<ReadOnlyMemory<byte>> subscriptions)
    {
        _silence.CancelAfter(_options.ConnectTimeout);
        try
        {
            await _socket.ConnectAsync(_options.Url, _stopOrSilence.Token).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> message in subscriptions)
            {
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _stopOrSilence.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            throw Explain(fault, $"no connection within {_options.ConnectTimeout.TotalSeconds:0.###} s");
        }
        finally
        {
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The next message, valid until the next call; or why it cannot be read, and then the connection is good for nothing more.</summary>
    /// <exception cref="CoinbaseLostException">The connection is over.</exception>
    public async ValueTask<(ReadOnlyMemory<byte> Message, CoinbaseFault Fault)> ReceiveAsync()
    {
        _silence.CancelAfter(_options.SilenceLimit);
        try
        {
            int length = 0;
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), _stopOrSilence.Token).ConfigureAwait(false);
                length += part.Count;
                switch (part.MessageType)
                {
                    case WebSocketMessageType.Close:
                        throw new CoinbaseLostException(DescribeClose());
                    case WebSocketMessageType.Binary:
                        return (default, CoinbaseFault.NotText);
                }

                if (part.EndOfMessage)
                {
                    return (_buffer.AsMemory(0, length), CoinbaseFault.None);
                }

                if (length == _buffer.Length && !TryGrow())
                {
                    return (default, CoinbaseFault.TooLong);
                }
            }
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            throw Explain(fault, $"silent for {_options.SilenceLimit.TotalSeconds:0.###} s, with no heartbeat");
        }
        finally
        {
            // The time that our own work takes is not the venue's silence.
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Says goodbye, where there is somebody to say it to.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(CloseLimit);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            // The venue hears of it all the same, as the connection goes.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stopOrSilence.Dispose();
        _silence.Dispose();
    }

    private bool TryGrow()
    {
        if (_buffer.Length >= CoinbaseOptions.MaxMessageBytes)
        {
            return false;
        }

        Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, CoinbaseOptions.MaxMessageBytes));
        return true;
    }

    private static bool IsEnd(Exception fault) =>
        fault is WebSocketException or OperationCanceledException or IOException or HttpRequestException or InvalidOperationException;

    private Exception Explain(Exception fault, string whenSilent)
    {
        if (_stop.IsCancellationRequested)
        {
            return new OperationCanceledException(_stop);
        }

        if (_silence.IsCancellationRequested)
        {
            return new CoinbaseLostException(whenSilent);
        }

        // The reason is often only in the innermost exception: "Connection refused".
        string why = fault.GetBaseException().Message.TrimEnd('.');
        return new CoinbaseLostException(why);
    }

    private string DescribeClose()
    {
        string text = _socket.CloseStatusDescription is { Length: > 0 } description ? $" \"{CoinbaseDecoder.OneLine(description)}\"" : "";
        return $"closed by the venue with status {(int?)_socket.CloseStatus ?? 1005}{text}";
    }
}
