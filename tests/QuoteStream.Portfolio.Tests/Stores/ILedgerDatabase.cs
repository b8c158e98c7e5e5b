using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>A database of a test's own, on which stores are started one after another. It goes with the test.</summary>
public interface ILedgerDatabase : IAsyncDisposable
{
    /// <summary>A store that has not been started. The one before has been disposed.</summary>
    ILedgerStore Open(ICommitListener listener);
}
