using System.Collections.Concurrent;
using QuoteStream.Client.Streams;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>What a <see cref="QuoteStreamClient"/> has said so far.</summary>
internal sealed class ClientTail : IAsyncDisposable
{
    private readonly QuoteStreamClient _client;
    private readonly ConcurrentQueue<StreamEvent> _events = new();
    private readonly CancellationTokenSource _left = new();
    private readonly Task _reading;

    public ClientTail(QuoteStreamClientOptions options, QuoteSubscription subscription)
    {
        _client = new QuoteStreamClient(options);
        _reading = ReadAsync(subscription);
    }

    public IEnumerable<StreamEvent> Events => _events;

    public T? Last<T>()
        where T : StreamEvent => _events.OfType<T>().LastOrDefault();

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await _reading;
        _client.Dispose();
        _left.Dispose();
    }

    private async Task ReadAsync(QuoteSubscription subscription)
    {
        try
        {
            await foreach (var next in _client.SubscribeAsync(subscription, _left.Token))
            {
                _events.Enqueue(next);
            }
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }
}
