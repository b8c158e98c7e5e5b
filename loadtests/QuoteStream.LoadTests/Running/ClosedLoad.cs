using System.Diagnostics;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Keeps as many copies at work as are wanted, each beginning its next iteration when the last has ended.</summary>
internal sealed class ClosedLoad(ScenarioRun run)
{
    private readonly List<Task> _copies = [];

    // Written by the one who wants copies, read by each copy between two iterations.
    private volatile int _wanted;
    private long _iterationsLeft = long.MaxValue;

    public int Wanted => _wanted;

    /// <summary>Changes how many copies are at work; those too many end after their present iteration.</summary>
    public void Want(int copies)
    {
        _wanted = copies;
        for (int number = 0; number < copies; number++)
        {
            if (number == _copies.Count)
            {
                _copies.Add(Task.CompletedTask);
            }

            if (_copies[number].IsCompleted)
            {
                int copy = number;
                _copies[number] = Task.Run(() => WorkAsync(copy));
            }
        }
    }

    /// <summary>So many iterations, by so many copies together.</summary>
    public async Task IterateAsync(int copies, int iterations)
    {
        Interlocked.Exchange(ref _iterationsLeft, iterations);
        Want(copies);
        await Task.WhenAll(_copies).ConfigureAwait(false);
        Interlocked.Exchange(ref _iterationsLeft, long.MaxValue);
        _wanted = 0;
    }

    /// <summary>No copy begins another iteration; completes when all have ended theirs.</summary>
    public Task EndAsync()
    {
        _wanted = 0;
        return Task.WhenAll(_copies);
    }

    private async Task WorkAsync(int number)
    {
        ScenarioContext context = run.TakeCopy(number);

        // Copies share what is left: each takes one before it begins.
        while (number < _wanted && !run.Ending.IsCancellationRequested && Interlocked.Decrement(ref _iterationsLeft) >= 0)
        {
            IResponse response = await context.RunIterationAsync(Stopwatch.GetTimestamp(), isArrival: false).ConfigureAwait(false);
            run.Note(response);
            if (response.IsError)
            {
                // A copy whose iterations fail at once must not spin through the whole limit of failures in a blink.
                await Task.Yield();
            }
        }
    }
}
