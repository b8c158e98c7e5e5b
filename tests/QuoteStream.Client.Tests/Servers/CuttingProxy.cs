using System.Net;
using System.Net.Sockets;

namespace QuoteStream.Client.Tests.Servers;

/// <summary>Passes TCP connections on to a server, and breaks each after a number of bytes that the test gives.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly Func<long> _nextLife;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    /// <param name="nextLife">Asked for each connection: how many bytes may pass from the client before it is broken.</param>
    public CuttingProxy(int serverPort, Func<long> nextLife)
    {
        _serverPort = serverPort;
        _nextLife = nextLife;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Cuts { get; private set; }

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
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stopping.Token), _nextLife()));
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy is being disposed.
        }

        await Task.WhenAll(connections);
    }

    private async Task PassAsync(TcpClient client, long life)
    {
        using TcpClient owned = client;
        using var server = new TcpClient();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, ended.Token);
            Task back = CopyAsync(server.GetStream(), client.GetStream(), long.MaxValue, ended.Token);
            await Task.WhenAny(back, CopyAsync(client.GetStream(), server.GetStream(), life, ended.Token));
        }
        finally
        {
            // Without lingering: both sides get a reset in the middle of whatever they send.
            client.LingerState = server.LingerState = new LingerOption(true, 0);
            await ended.CancelAsync();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, long life, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (life > 0)
            {
                int read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(life, buffer.Length)), cancellationToken);
                if (read == 0)
                {
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                life -= read;
            }

            Cuts++;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone; the other goes with it.
        }
    }
}
