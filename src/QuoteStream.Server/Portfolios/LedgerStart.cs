using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios;

/// <summary>Brings the ledger's schema up to date when the server starts. A ledger that does not answer does not keep quotes from being served.</summary>
internal sealed partial class LedgerStart(ILedgerStore store, ILogger<LedgerStart> logger) : IHostedService, IDisposable
{
    /// <summary>How long the server's start waits for the ledger; what is not done by then goes on behind it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;

    /// <exception cref="LedgerSchemaException">The database is of a newer version of the program, or not its own: the operator has to know.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = store.StartAsync(_stopping.Token);
        var first = await Task.WhenAny(_starting, Task.Delay(Patience, cancellationToken));
        if (first == _starting)
        {
            await _starting;
        }
        else
        {
            _ = ReportAsync();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task ReportAsync()
    {
        try
        {
            await _starting;
        }
        catch (OperationCanceledException)
        {
            // The server ends before its ledger has answered.
        }
        catch (Exception fault)
        {
            StartFailed(logger, fault);
        }
    }

    [LoggerMessage(3, LogLevel.Error, "The ledger could not be started; requests for portfolios are answered 503.")]
    private static partial void StartFailed(ILogger logger, Exception fault);
}
