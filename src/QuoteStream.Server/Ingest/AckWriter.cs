using System.Diagnostics;
using QuoteStream.Server.Ingest.Grpc;

namespace QuoteStream.Server.Ingest;

/// <summary>Tells a provider how far its line has come: a loop of its own, so that a provider who does not read never holds its ticks up.</summary>
/// <remarks>
/// Nothing queues: while a response waits to be sent, the next report grows in the line. <see cref="Note"/> and
/// <see cref="FinishAsync"/> are called by the reading side, one at a time; what the line's session settles later wakes the loop, too.
/// </remarks>
internal sealed class AckWriter(FeedSession session, GrpcCall call) : IDisposable
{
    /// <summary>Twenty a second at most: far more often than the contract's once, and still nothing beside the ticks.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private const int Progress = 1;
    private const int Urgent = 2;
    private const int Last = 4;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _abandoned = new();
    private Task _writing = Task.CompletedTask;
    private int _news;

    /// <summary>A message has been applied. Start and heartbeat are answered at once, ticks within <see cref="Interval"/>.</summary>
    public void Note(FeedStep step)
    {
        if (step == FeedStep.Start)
        {
            _writing = Task.Run(WriteAsync);
            session.Line!.OnSettled(() => Raise(Progress));
        }

        Raise(step == FeedStep.Ticks ? Progress : Urgent);
    }

    /// <summary>Sends the last response, if the provider takes it.</summary>
    public async Task FinishAsync()
    {
        Raise(Last);
        if (!call.CallerIsGone)
        {
            await Task.WhenAny(_writing, Task.Delay(GrpcCall.LastMessageTimeout));
        }

        await _abandoned.CancelAsync();
        await _writing;
    }

    public void Dispose()
    {
        // Ticks that are still held may be settled after the call.
        session.Line?.OnSettled(null);
        _abandoned.Dispose();
        _wake.Dispose();
    }

    private void Raise(int news)
    {
        // A full fence: the ticks before it are in the report that the loop takes after it has cleared the flag.
        var before = Interlocked.Or(ref _news, news);
        if (before == 0 || (news > Progress && (before & news) == 0))
        {
            _wake.Release();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            long lastWrite = 0;
            for (var news = 0; (news & Last) == 0;)
            {
                await WaitAsync(lastWrite);

                // Cleared before the report is taken: what is applied from now on wakes the loop again.
                news = Interlocked.Exchange(ref _news, 0);
                if (news == 0)
                {
                    continue;
                }

                if (!await call.Responses.WriteAsync(PublishResponses.From(session.Line!.TakeReport()), _abandoned.Token))
                {
                    return;
                }

                lastWrite = Stopwatch.GetTimestamp();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The provider is gone, or did not take its responses: the totals die with its call.
        }
    }

    /// <summary>Returns when there is news, and it is urgent or the last response long enough ago.</summary>
    private async Task WaitAsync(long lastWrite)
    {
        await _wake.WaitAsync(_abandoned.Token);
        while (true)
        {
            // Set by the reading side; a value that is one write old is followed by a wake-up.
            var isUrgent = Volatile.Read(ref _news) > Progress;
            var left = Interval - Stopwatch.GetElapsedTime(lastWrite);
            if (isUrgent || left <= TimeSpan.Zero)
            {
                return;
            }

            await _wake.WaitAsync(left, _abandoned.Token);
        }
    }
}
