using QuoteStream.Client.Streams;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Streams;

/// <summary>Takes a stream's events one by one.</summary>
internal sealed class EventQueue(IAsyncEnumerable<StreamEvent> events) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<StreamEvent> _events = events.GetAsyncEnumerator();

    /// <summary>The next event, which is to be of this type.</summary>
    public async Task<T> NextAsync<T>()
        where T : StreamEvent => Assert.IsType<T>(await NextAsync());

    /// <summary>The next event, of whatever type.</summary>
    public async Task<StreamEvent> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Eventually.DefaultTimeout), "The stream has ended.");
        return _events.Current;
    }

    public async Task EndAsync() => Assert.False(await _events.MoveNextAsync().AsTask().WaitAsync(Eventually.DefaultTimeout));

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}
