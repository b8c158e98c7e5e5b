using System.Net;
using System.Net.Sockets;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Servers;

/// <summary>Passes TCP connections on to a server, and breaks each after a number of bytes that the test gives.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly ConnectionListener _listener;
    private readonly int _serverPort;
    private readonly Func<long> _nextLife;
    private int _cuts;

    /// <param name="nextLife">Asked for each connection, one at a time: how many bytes may pass from the client before it is broken.</param>
    public CuttingProxy(int serverPort, Func<long> nextLife)
    {
        _serverPort = serverPort;
        _nextLife = nextLife;
        _listener = new ConnectionListener(PassAsync);
    }

    public Uri Address => _listener.Address;

    // Counted by whichever connection is cut.
    public int Cuts => Volatile.Read(ref _cuts);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task PassAsync(Socket client, CancellationToken stopping)
    {
        // Before anything is awaited: the listener accepts one connection at a time.
        var life = _nextLife();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, ended.Token);
            Task back = CopyAsync(server, client, long.MaxValue, ended.Token);
            await Task.WhenAny(back, CopyAsync(client, server, life, ended.Token));
        }
        finally
        {
            // Without lingering: both sides get a reset in the middle of whatever they send.
            client.LingerState = server.LingerState = new LingerOption(true, 0);
            await ended.CancelAsync();
        }
    }

    private async Task CopyAsync(Socket from, Socket to, long life, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (life > 0)
            {
                int read = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(life, buffer.Length)), cancellationToken);
                if (read == 0)
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), cancellationToken);
                life -= read;
            }

            Interlocked.Increment(ref _cuts); // Connections are cut on any thread.
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone; the other goes with it.
        }
    }
}
