using QuoteStream.Client.Feeds;
using QuoteStream.LoadTests.Feeding;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>The feed behind a scenario's streams: opened before the first of them, closed after the last.</summary>
internal sealed class StreamFeed(LoadTarget target, LoadSettings settings)
{
    // A server that is there answers at once; one that is not should not be waited for as a feed would.
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private TickPump? _pump;
    private Task _running = Task.CompletedTask;

    public ScenarioProps Around(ScenarioProps scenario) => scenario.WithInit(OpenAsync).WithClean(CloseAsync);

    private async Task OpenAsync(IScenarioInitContext context)
    {
        var options = new FeedPublisherOptions { Server = target.Grpc, Provider = "load-test", BearerToken = target.BearerToken };
        _pump = new TickPump(options, settings.Symbols, settings.TicksPerSecond);
        await OpenAsync(_pump, context.CancellationToken).ConfigureAwait(false);
        _running = Task.Run(() => _pump.RunAsync(_stop.Token));
    }

    private async Task OpenAsync(TickPump pump, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectLimit);
        try
        {
            await pump.OpenAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The feed cannot be published to {target.Grpc}: {pump.Trouble ?? "no answer"}");
        }
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
