using Microsoft.Extensions.Diagnostics.HealthChecks;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios;

/// <summary>
/// The ledger's part of <c>/healthz/ready</c>: healthy or degraded, never unhealthy, for quotes are served without it and a load balancer must not
/// take the server away for it.
/// </summary>
internal sealed class LedgerCheck(ILedgerStore store, LedgerCondition condition, TimeProvider time) : IHealthCheck, IDisposable
{
    /// <summary>Whoever asks more often gets the last answer: the page is open to everyone, and each look is a read.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>A ledger that takes longer to say that it knows no such portfolio does not answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _lookedAt;
    private bool _hasLooked;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_hasLooked || time.GetElapsedTime(_lookedAt) >= Freshness)
            {
                await LookAsync(cancellationToken);
                (_hasLooked, _lookedAt) = (true, time.GetTimestamp());
            }
        }
        finally
        {
            _turn.Release();
        }

        return condition.Fault is { } fault ? HealthCheckResult.Degraded(PortfolioProblems.TextOf(fault)) : HealthCheckResult.Healthy();
    }

    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Timeout);
        try
        {
            // No portfolio has this id.
            await store.FindAsync("0", timeout.Token).WaitAsync(timeout.Token);
            condition.Read();
        }
        catch (LedgerUnavailableException fault)
        {
            condition.Failed(fault.Fault);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            condition.Failed(LedgerFault.Unreachable);
        }
    }
}
