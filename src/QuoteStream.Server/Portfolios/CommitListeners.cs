using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios;

/// <summary>
/// The one listener that the store knows: tells every <see cref="ICommitListener"/> registered as a service, in the order of registration. One that
/// throws does not keep the others, nor the store, from their work.
/// </summary>
internal sealed partial class CommitListeners(IEnumerable<ICommitListener> listeners, ILogger<CommitListeners> logger) : ICommitListener
{
    private readonly ICommitListener[] _listeners = [.. listeners];

    public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.Committed(transactions, duration);
            }
            catch (Exception fault)
            {
                ListenerFailed(logger, listener.GetType().Name, fault);
            }
        }
    }

    public void Advanced(string? portfolio, long seq)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.Advanced(portfolio, seq);
            }
            catch (Exception fault)
            {
                ListenerFailed(logger, listener.GetType().Name, fault);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Listener} failed to hear of a commit, which is on disk all the same.")]
    private static partial void ListenerFailed(ILogger logger, string listener, Exception fault);
}
