using QuoteStream.Client.Feeds;
using QuoteStream.LoadTests.Feeding;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>The feed behind a scenario's streams: opened before the first of them, closed after the last.</summary>
internal sealed class StreamFeed(LoadTarget target, LoadSettings settings)
{
    private readonly CancellationTokenSource _stop = new();
    private TickPump? _pump;
    private Task _running = Task.CompletedTask;

    /// <summary>Null: it took no ticks back.</summary>
    public string? Fault => _pump?.Totals is { Rejected: > 0 } totals ? $"{totals.Rejected:N0} ticks of the feed were rejected" : null;

    public ScenarioProps Around(ScenarioProps scenario) => scenario.WithInit(OpenAsync).WithClean(CloseAsync);

    private async Task OpenAsync(IScenarioInitContext context)
    {
        var options = new FeedPublisherOptions { Server = target.Grpc, Provider = "load-test", BearerToken = target.BearerToken };
        _pump = new TickPump(options, settings.Symbols, settings.TicksPerSecond);
        await _pump.OpenAsync(context.CancellationToken).ConfigureAwait(false);
        _running = Task.Run(() => _pump.RunAsync(_stop.Token));
    }

    private async Task CloseAsync(IScenarioInitContext context)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_pump is not null)
        {
            await _pump.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }
}
