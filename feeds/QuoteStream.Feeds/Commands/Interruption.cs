using System.Runtime.InteropServices;

namespace QuoteStream.Feeds.Commands;

/// <summary>Ctrl-C or SIGTERM: the first ends the feed cleanly, the second at once.</summary>
internal sealed class Interruption : IDisposable
{
    // As long as a server may take to answer for the last ticks.
    private static readonly TimeSpan CleanEndLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <summary>Asks for a clean end.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Follows some seconds later, or with the second signal: whatever still goes on has to be given up.</summary>
    public CancellationToken Abandon => _abandon.Token;

    public static Interruption BySignals()
    {
        var interruption = new Interruption();
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
        _stop.Dispose();
        _abandon.Dispose();
    }
}
