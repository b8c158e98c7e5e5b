using System.Collections.Concurrent;
using System.Net;

namespace QuoteStream.Server.Streaming;

/// <summary>The open streams of this server: how many there may be, and their end at shutdown.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class StreamRegistry(StreamingOptions options) : IHostedLifecycleService
{
    /// <summary>After the drain period the last streams have this long to take their goodbye: 1 s; then their connections are cut.</summary>
    // Who stops the server has been promised that it is gone 2 s after the period.
    public static readonly TimeSpan GoodbyeAllowance = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, (Subscriber Subscriber, StreamOutput Output)> _open = new(StringComparer.Ordinal);
    private readonly AddressPlaces _addresses = new(options.MaxStreamsPerAddress);
    private readonly KeyedPlaces<string> _subjects = new(options.MaxStreamsPerSubject);
    private int _count;
    private volatile bool _isStopping;

    public int Count => Volatile.Read(ref _count); // A number for the health page and tests: a moment old is fine.

    /// <summary>Takes a place for a stream. False: there is none left, or none for this address or subject.</summary>
    /// <param name="subject">Null for an anonymous stream.</param>
    public bool TryEnter(IPAddress? address, string? subject)
    {
        if (_isStopping || !_addresses.TryEnter(address))
        {
            return false;
        }

        if (subject is not null && !_subjects.TryEnter(subject))
        {
            _addresses.Leave(address);
            return false;
        }

        // Counted first, so that no two streams take the last place.
        if (Interlocked.Increment(ref _count) <= options.MaxStreams)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        LeavePlaces(address, subject);
        return false;
    }

    public void Add(Subscriber subscriber, StreamOutput output)
    {
        _open[subscriber.StreamId] = (subscriber, output);
        if (_isStopping)
        {
            // It came while the others were being told: StoppingAsync may have missed it.
            subscriber.EndAfter(StreamEnd.Shutdown, TimeSpan.Zero);
        }
    }

    /// <summary>The open stream with this id, or null.</summary>
    public Subscriber? Find(string streamId) => _open.TryGetValue(streamId, out var stream) ? stream.Subscriber : null;

    /// <param name="address">That of <see cref="TryEnter"/>.</param>
    public void Leave(Subscriber subscriber, IPAddress? address)
    {
        LeavePlaces(address, subscriber.Owner?.Credentials.Subject);
        _open.TryRemove(subscriber.StreamId, out _);
        Interlocked.Decrement(ref _count); // Frees the place that TryEnter took.
    }

    /// <summary>Before the server stops listening: says goodbye to all, spread over the drain period, and waits for the last.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach (var (subscriber, _) in _open.Values)
        {
            subscriber.EndAfter(StreamEnd.Shutdown, options.DrainPeriod * Random.Shared.NextDouble());
        }

        var deadline = Environment.TickCount64 + (long)(options.DrainPeriod + GoodbyeAllowance).TotalMilliseconds;
        while (!_open.IsEmpty && Environment.TickCount64 < deadline && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(PollInterval, CancellationToken.None);
        }

        foreach (var (_, output) in _open.Values)
        {
            output.Abort(StreamEnd.Shutdown);
        }
    }

    private void LeavePlaces(IPAddress? address, string? subject)
    {
        _addresses.Leave(address);
        if (subject is not null)
        {
            _subjects.Leave(subject);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
