using System.Net;
using System.Net.Sockets;

namespace QuoteStream.Testing;

/// <summary>Listens on a free port of the loopback address and hands each connection to the test, several at a time.</summary>
/// <remarks>A connection that goes, on either side, and the listener's own end are no failures; anything else fails the disposal.</remarks>
public sealed class ConnectionListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <param name="serve">Gets each connection, which is closed when it returns, and a token that is cancelled when the listener is disposed.</param>
    public ConnectionListener(Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The listener is being disposed.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket accepted)
    {
        using var connection = accepted;
        connection.NoDelay = true;
        try
        {
            await _serve(connection, _stopping.Token);
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
            // One side has gone, or the listener is being disposed.
        }
    }
}
