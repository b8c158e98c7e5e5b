using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace QuoteStream.Testing.Venues;

/// <summary>The venue's endpoint on a port of this machine: real sockets, and for what comes on them a play of the test's own.</summary>
public sealed class CoinbaseVenue : IAsyncDisposable
{
    private readonly Func<CoinbaseVenueConnection, Task> _play;
    private readonly string _url = LastingPort.TakeUrl();
    private readonly ConcurrentQueue<CoinbaseVenueConnection> _connections = new();
    private WebApplication? _app;

    /// <param name="play">What happens on each connection, once it is subscribed to all it is going to be. Its end closes the connection properly.</param>
    public CoinbaseVenue(Func<CoinbaseVenueConnection, Task> play)
    {
        _play = play;
    }

    public Uri Url => new(_url.Replace("http://", "ws://", StringComparison.Ordinal));

    /// <summary>All that there were, in order.</summary>
    public IReadOnlyCollection<CoinbaseVenueConnection> Connections => _connections;

    public static async Task<CoinbaseVenue> StartAsync(Func<CoinbaseVenueConnection, Task> play)
    {
        var venue = new CoinbaseVenue(play);
        await venue.OpenAsync();
        return venue;
    }

    /// <summary>Listens, for the first time or again, at the same address.</summary>
    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(_url);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(AcceptAsync);
        await app.StartAsync();
        _app = app;
    }

    /// <summary>Cuts every connection and takes no more.</summary>
    public async Task VanishAsync()
    {
        if (_app is not { } app)
        {
            return;
        }

        _app = null;
        foreach (var connection in _connections)
        {
            connection.Cut();
        }

        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await VanishAsync();

    private async Task AcceptAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new CoinbaseVenueConnection(socket, context, _connections.Count);
        _connections.Enqueue(connection);
        try
        {
            await connection.ReadSubscriptionsAsync();
            await _play(connection);
            await connection.CloseAsync("bye");
            await Eventually.True(() => connection.Gone.IsCancellationRequested);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The client is gone, or the connection was cut: nobody is left to play for.
        }
    }
}
