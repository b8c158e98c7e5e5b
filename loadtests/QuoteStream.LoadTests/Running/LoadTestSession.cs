using System.Diagnostics;
using QuoteStream.LoadTests.Measuring;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Reports;

namespace QuoteStream.LoadTests.Running;

/// <summary>One run of a load test, from preparation to report.</summary>
internal sealed class LoadTestSession : IDisposable
{
    private readonly LoadTest _test;
    private readonly CancellationToken _interrupted;
    private readonly TestInfo _info;
    private readonly List<ScenarioRun> _runs;
    private readonly List<ScenarioRecorder> _recorders = [];
    private readonly ThresholdChecks _thresholds = new();
    private readonly ProcessSeries _client;
    private readonly ProcessSeries? _server;

    public LoadTestSession(LoadTest test, CancellationToken interrupted)
    {
        _test = test;
        _interrupted = interrupted;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string name = test.TestName.Length > 0 ? test.TestName : string.Join('+', test.Scenarios.Select(s => s.ScenarioName));
        _info = new TestInfo($"{now:yyyy-MM-dd_HH.mm.ss}_{Guid.NewGuid().ToString("N")[..8]}", test.TestSuite, name, now);
        _runs = [.. test.Scenarios.Select(s => new ScenarioRun(s, _info, test.Seed, test.Logger, Stop, interrupted))];
        _client = new ProcessSeries(ProcessProbe.OfThisProcess, LoadTest.MaxPoints);
        _server = test.Server is null ? null : new ProcessSeries(test.Server, LoadTest.MaxPoints);
    }

    public async Task<NodeStats> RunAsync()
    {
        var context = new ScenarioInitContext(_info, RunFacts.ThisMachine, _test.Logger, _interrupted);
        int prepared = 0;
        try
        {
            _test.Observer?.Began("preparing");
            foreach (ScenarioProps scenario in _test.Scenarios)
            {
                // Also what was prepared by half is cleaned.
                prepared++;
                await PrepareAsync(scenario, context).ConfigureAwait(false);
            }

            _test.Observer?.Began("warming up");
            await Task.WhenAll(_runs.Select(r => r.WarmUpAsync())).ConfigureAwait(false);
            _test.Observer?.Began("measuring");
            return await MeasureAsync().ConfigureAwait(false);
        }
        finally
        {
            _test.Observer?.Began("clearing up");
            foreach (ScenarioProps scenario in _test.Scenarios.Take(prepared))
            {
                await (scenario.Clean?.Invoke(context) ?? Task.CompletedTask).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _runs.ForEach(r => r.Dispose());

    private static async Task PrepareAsync(ScenarioProps scenario, ScenarioInitContext context)
    {
        try
        {
            await (scenario.Init?.Invoke(context) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception unprepared) when (unprepared is not OperationCanceledException)
        {
            throw new ScenarioInitException(scenario.ScenarioName, unprepared);
        }
    }

    private async Task<NodeStats> MeasureAsync()
    {
        await _client.BeginAsync(_interrupted).ConfigureAwait(false);
        await (_server?.BeginAsync(_interrupted) ?? Task.CompletedTask).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        _recorders.AddRange(_runs.Select(r => new ScenarioRecorder(r, LoadTest.MaxPoints)));
        Task work = Task.WhenAll(_recorders.Select(r => r.RunAsync()));
        using var timer = new PeriodicTimer(_test.ReportingInterval);
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);
            await RecordAsync(Stopwatch.GetElapsedTime(start)).ConfigureAwait(false);
        }

        await work.ConfigureAwait(false);
        return await ReportAsync(Stopwatch.GetElapsedTime(start)).ConfigureAwait(false);
    }

    private async Task RecordAsync(TimeSpan elapsed)
    {
        (string, ScenarioPoint)[] points = [.. _recorders.Select(r => (r.Run.Scenario.ScenarioName, r.Add(elapsed)))];
        ProcessPoint? client = await _client.AddAsync(elapsed, CancellationToken.None).ConfigureAwait(false);
        ProcessPoint? server = await (_server?.AddAsync(elapsed, CancellationToken.None) ?? Task.FromResult<ProcessPoint?>(null)).ConfigureAwait(false);
        TimeSpan total = _test.Scenarios.Max(s => s.Duration);
        _test.Observer?.Passed(elapsed, total, points, server, client ?? new ProcessPoint(elapsed, 0, 0));
        foreach (ScenarioRecorder recorder in _recorders)
        {
            if (_thresholds.Check(recorder.Run.Scenario, recorder.ToStats(), elapsed) is { } abort)
            {
                Stop(scenarioName: null, abort);
            }
        }
    }

    private async Task<NodeStats> ReportAsync(TimeSpan duration)
    {
        ScenarioStats[] scenarios = [.. _recorders.Select(r => r.ToStats())];
        foreach (ScenarioRecorder recorder in _recorders)
        {
            _thresholds.Check(recorder.Run.Scenario, recorder.ToStats(), TimeSpan.MaxValue);
        }

        var stats = new NodeStats(
            _info,
            RunFacts.ThisMachine,
            _test.Seed,
            duration,
            _test.ReportingInterval,
            scenarios,
            _thresholds.Results,
            [.. _recorders.Select(r => r.Series)],
            _server?.Points ?? [],
            _client.Points,
            _test.Settings,
            []);
        return _test.ReportFolder is null ? stats : stats with { ReportFiles = await ReportWriter.WriteAsync(_test, stats).ConfigureAwait(false) };
    }

    private void Stop(string? scenarioName, string reason)
    {
        foreach (ScenarioRun run in _runs.Where(r => scenarioName is null || r.Scenario.ScenarioName == scenarioName))
        {
            run.StopHere(reason);
        }
    }
}
