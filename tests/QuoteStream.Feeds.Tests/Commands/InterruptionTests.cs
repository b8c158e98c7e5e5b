using QuoteStream.Feeds.Commands;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Commands;

public sealed class InterruptionTests
{
    [Fact]
    public async Task What_does_not_end_when_it_is_given_up_is_ended()
    {
        int ends = 0;
        using var interruption = new Interruption(() => Interlocked.Increment(ref ends));

        interruption.Request();
        Assert.True(interruption.Stop.IsCancellationRequested);
        Assert.False(interruption.Abandon.IsCancellationRequested);
        interruption.Request();

        Assert.True(interruption.Abandon.IsCancellationRequested);

        // Counted on a timer's thread.
        await Eventually.True(() => Volatile.Read(ref ends) == 1);
    }
}
