using System.Runtime.ExceptionServices;

namespace QuoteStream.Testing;

/// <summary>Runs bodies on threads of their own, all let go at once, and fails with the first failure of any of them.</summary>
public static class ThreadRace
{
    /// <summary>For the whole race. Longer than the wait for one condition, so that a race that hangs says for what.</summary>
    private static readonly TimeSpan Patience = 2 * Eventually.DefaultTimeout;

    public static void Run(params Action[] bodies)
    {
        Exception? failure = null;
        using var start = new Barrier(bodies.Length);
        var threads = bodies.Select(body => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                body();
            }
            catch (Exception failed)
            {
                Interlocked.CompareExchange(ref failure, failed, null);
            }
        })
        { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        foreach (var thread in threads)
        {
            if (!thread.Join(Patience))
            {
                ExceptionDispatchInfo.Throw(failure ?? new TimeoutException("A thread of the race did not come to its end."));
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Spins and yields until the condition holds.</summary>
    public static void WaitUntil(Func<bool> condition, Func<string> whatIsMissing)
    {
        var since = TimeProvider.System.GetTimestamp();
        var spinner = default(SpinWait);
        while (!condition())
        {
            spinner.SpinOnce(sleep1Threshold: -1);
            if (spinner.Count % 1024 == 0 && TimeProvider.System.GetElapsedTime(since) > Eventually.DefaultTimeout)
            {
                throw new TimeoutException(whatIsMissing());
            }
        }
    }
}
