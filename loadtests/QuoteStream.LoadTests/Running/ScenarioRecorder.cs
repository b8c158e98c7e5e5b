using System.Diagnostics;
using QuoteStream.LoadTests.Measuring;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Runs a scenario's measured work and keeps its figures over time. Points are added by one thread.</summary>
internal sealed class ScenarioRecorder
{
    private readonly ScenarioMeasurement _measurement = new();
    private readonly List<ScenarioPoint> _points = [];
    private readonly int _maxPoints;
    private readonly long _started = Stopwatch.GetTimestamp();
    private HistogramSnapshot _ok;
    private HistogramSnapshot _fail;
    private long _bytes;
    private TimeSpan _elapsed;

    // 0: it has not ended. Written by the work, read by whoever asks for figures.
    private long _durationTicks;

    public ScenarioRecorder(ScenarioRun run, int maxPoints)
    {
        Run = run;
        _maxPoints = maxPoints;
        _ok = _measurement.Iterations.Ok.Latency;
        _fail = _measurement.Iterations.Fail.Latency;
    }

    public ScenarioRun Run { get; }

    public ScenarioSeries Series => new(Run.Scenario.ScenarioName, _points);

    private TimeSpan Duration =>
        Interlocked.Read(ref _durationTicks) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : Stopwatch.GetElapsedTime(_started);

    public async Task RunAsync()
    {
        await Run.BombAsync(_measurement).ConfigureAwait(false);
        Interlocked.Exchange(ref _durationTicks, Math.Max(Stopwatch.GetElapsedTime(_started).Ticks, 1));
    }

    /// <summary>What happened since the last point.</summary>
    public ScenarioPoint Add(TimeSpan elapsed)
    {
        HistogramSnapshot ok = _measurement.Iterations.Ok.Latency;
        HistogramSnapshot fail = _measurement.Iterations.Fail.Latency;
        long bytes = _measurement.Iterations.Ok.Bytes.Sum + _measurement.Iterations.Fail.Bytes.Sum;
        double seconds = Math.Max((elapsed - _elapsed).TotalSeconds, 1e-3);
        HistogramSnapshot latest = ok.Since(_ok);
        var point = new ScenarioPoint(
            elapsed,
            latest.Count / seconds,
            (fail.Count - _fail.Count) / seconds,
            (bytes - _bytes) / seconds,
            OutcomeMeasurement.Ms(latest.Percentile(50)),
            OutcomeMeasurement.Ms(latest.Percentile(95)),
            OutcomeMeasurement.Ms(latest.Percentile(99)),
            OutcomeMeasurement.Ms(latest.Max),
            Run.Load.Value);
        (_ok, _fail, _bytes, _elapsed) = (ok, fail, bytes, elapsed);
        if (_points.Count < _maxPoints)
        {
            _points.Add(point);
        }

        return point;
    }

    public ScenarioStats ToStats()
    {
        TimeSpan duration = Duration;
        (MeasurementStats ok, MeasurementStats fail) = _measurement.Iterations.ToStats(duration);
        return new ScenarioStats(
            Run.Scenario.ScenarioName,
            ok,
            fail,
            _measurement.StepsToStats(duration),
            Run.Load,
            Run.Missed,
            OutcomeMeasurement.ToStats(_measurement.StartDelay.Snapshot()),
            duration,
            Run.StopReason);
    }
}
