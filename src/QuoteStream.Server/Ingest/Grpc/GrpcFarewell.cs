using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>At shutdown, leaves callers a moment to read the status of the calls that were just ended, before their connections are closed.</summary>
/// <remarks>
/// A caller still sends when its status comes. HttpClient forgets a response that it has, but has not handed on, when the connection goes while the
/// request is open; and a socket that is closed with something unread resets the connection, which takes what the other side has not read.
/// Any number of threads.
/// </remarks>
internal sealed class GrpcFarewell(IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    /// <summary>Time for a busy client to wake up and read a few bytes, well within the 2 s after the drain period in which the server is to end.</summary>
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentBag<CancellationToken> _told = [];
    private int _open;
    private long _stoppingMillis;

    /// <summary>From the beginning of the shutdown; 500 ms by default. It ends early when every caller that was told has closed its connection.</summary>
    public TimeSpan Period { get; set; } = DefaultPeriod;

    // Counted by calls that end at once, looked at by the one who waits for the last.
    private bool IsAnyoneLeft => Volatile.Read(ref _open) > 0 || _told.Any(closed => !closed.IsCancellationRequested);

    /// <summary>A call begins; <see cref="Leave"/> has to follow.</summary>
    public void Enter() => Interlocked.Increment(ref _open); // Calls begin and end on any thread.

    /// <summary>A call has its status, and its caller may not have read it yet.</summary>
    public void Leave(HttpContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested && context.Features.Get<IConnectionLifetimeFeature>() is { } connection)
        {
            _told.Add(connection.ConnectionClosed);
        }

        Interlocked.Decrement(ref _open); // After the connection was noted: whoever sees no open call sees all connections.
    }

    /// <summary>After the streams have been drained, and before the server stops listening.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A signal has told the calls long ago; who stops the host by itself tells them only after this.
        lifetime.StopApplication();

        // The streams' drain period counts: it was time to read, too.
        var deadline = Volatile.Read(ref _stoppingMillis) + (long)Period.TotalMilliseconds;
        while (IsAnyoneLeft && Environment.TickCount64 < deadline && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(PollInterval, CancellationToken.None);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Written by whoever stops the host, before it calls StoppingAsync.
        lifetime.ApplicationStopping.Register(() => Volatile.Write(ref _stoppingMillis, Environment.TickCount64));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
