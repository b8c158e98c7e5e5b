using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace QuoteStream.Testing.Venues;

/// <summary>The venue's side of one connection. One play at a time.</summary>
public sealed class CoinbaseVenueConnection(WebSocket socket, HttpContext context, int index) : IDisposable
{
    /// <summary>As many channels as a client of quotes and trades subscribes to.</summary>
    private const int Channels = 3;

    private readonly CancellationTokenSource _gone = new();
    private readonly List<string> _subscriptions = [];

    /// <summary>0 for the venue's first connection.</summary>
    public int Index { get; } = index;

    /// <summary>Channel and products of each subscription: "ticker BTC-USD,ETH-USD".</summary>
    public IReadOnlyList<string> Subscriptions => _subscriptions;

    /// <summary>Ends with the connection.</summary>
    public CancellationToken Gone => _gone.Token;

    public Task SendAsync(string message) => SendAsync(Encoding.UTF8.GetBytes(message));

    public Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        socket.SendAsync(message, type, endOfMessage: true, Gone).AsTask();

    public Task CloseAsync(string text, WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure) =>
        socket.CloseOutputAsync(status, text, Gone);

    /// <summary>Nothing more is sent, until the client goes.</summary>
    public async Task StallAsync()
    {
        await Eventually.True(() => socket.State != WebSocketState.Open || Gone.IsCancellationRequested || context.RequestAborted.IsCancellationRequested);
        Gone.ThrowIfCancellationRequested();
    }

    /// <summary>Resets the connection without a word.</summary>
    public void Cut()
    {
        if (!_gone.IsCancellationRequested)
        {
            _gone.Cancel();
            context.Abort();
        }
    }

    public void Dispose()
    {
        // Not disposed: the test may still look whether it is gone.
        _gone.Cancel();
    }

    internal async Task ReadSubscriptionsAsync()
    {
        var buffer = new byte[64 * 1024];
        while (_subscriptions.Count < Channels)
        {
            var received = await socket.ReceiveAsync(buffer, Gone);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException("The client left before it had subscribed.");
            }

            var message = JsonElement.Parse(buffer.AsSpan(0, received.Count));
            var products = message.GetProperty("product_ids").EnumerateArray().Select(product => product.GetString());
            _subscriptions.Add($"{message.GetProperty("channel").GetString()} {string.Join(',', products)}");
        }

        _ = ReadToEndAsync(buffer);
    }

    // A WebSocket sees that its peer is gone only when it reads.
    private async Task ReadToEndAsync(byte[] buffer)
    {
        try
        {
            while ((await socket.ReceiveAsync(buffer, Gone)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // As good as a close.
        }

        _gone.Cancel();
    }
}
