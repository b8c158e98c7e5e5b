using System.Runtime.InteropServices;

namespace QuoteStream.Feeds.Commands;

/// <summary>Ctrl-C or SIGTERM: the first ends the feed cleanly, the second at once.</summary>
internal sealed class Interruption : IDisposable
{
    // As long as a server may take to answer for the last ticks.
    private static readonly TimeSpan CleanEndLimit = TimeSpan.FromSeconds(5);

    // What has not ended by then is held where it cannot look: by a pipe that nobody writes to, or a disk that does not answer. Giving up
    // properly takes milliseconds.
    private static readonly TimeSpan ForcedEndDelay = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private Timer? _forcedEnd;

    /// <param name="forcedEnd">Ends what has not ended by itself some time after it should have been given up; null: nothing does.</param>
    public Interruption(Action? forcedEnd = null)
    {
        if (forcedEnd is not null)
        {
            _abandon.Token.Register(() => _forcedEnd = new Timer(_ => forcedEnd(), null, ForcedEndDelay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Asks for a clean end.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Follows some seconds later, or with the second signal: whatever still goes on has to be given up.</summary>
    public CancellationToken Abandon => _abandon.Token;

    public static Interruption BySignals()
    {
        var interruption = new Interruption(EndProcess);
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            interruption._signals.Add(PosixSignalRegistration.Create(signal, received =>
            {
                received.Cancel = true;
                interruption.Request();
            }));
        }

        return interruption;
    }

    public void Request()
    {
        if (_stop.IsCancellationRequested)
        {
            _abandon.Cancel();
            return;
        }

        _stop.Cancel();
        _abandon.CancelAfter(CleanEndLimit);
    }

    public void Dispose()
    {
        _signals.ForEach(s => s.Dispose());
        _forcedEnd?.Dispose();
        _stop.Dispose();
        _abandon.Dispose();
    }

    // The signals no longer end the process by themselves: without this only SIGKILL would.
    private static void EndProcess()
    {
        Console.Error.WriteLine("Given up: what was being read or written did not end.");
        Environment.Exit(ExitCode.Interrupted);
    }
}
