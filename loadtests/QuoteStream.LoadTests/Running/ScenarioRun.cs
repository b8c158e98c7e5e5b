using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QuoteStream.LoadTests.Measuring;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Runs one scenario: its warm-up, then its load simulations one after the other.</summary>
internal sealed class ScenarioRun : IDisposable
{
    // Copies of a ramp are added or taken away so often: finer than a chart shows.
    private static readonly TimeSpan RampStep = TimeSpan.FromMilliseconds(50);

    // What arrivals may take to be answered behind the last of them; then they are cut off, and counted as failed.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    // What iterations may take to end once they are told to; after that they are left behind, and it is told.
    private static readonly TimeSpan EndingLimit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping;
    private readonly Action<string?, string> _stop;
    private readonly ConcurrentDictionary<int, ScenarioContext> _copies = [];
    private readonly Random _random;
    private long _failures;
    private long _missed;
    private double _rate;

    // Written once by whoever stops it first, read when it has ended.
    private volatile string _stopReason = "";
    private volatile ScenarioMeasurement? _measurement;

    // The warm-up's, then the measured work's: replaced when no copy is at work.
    private volatile CancellationTokenSource _ending = new();
    private volatile LoadSimulation? _simulation;
    private volatile ClosedLoad? _closed;

    /// <param name="stop">Stops a scenario by its name, or all with null.</param>
    public ScenarioRun(
        ScenarioProps scenario, TestInfo testInfo, ulong seed, ILogger logger, Action<string?, string> stop, CancellationToken interrupted)
    {
        Scenario = scenario;
        TestInfo = testInfo;
        Seed = seed;
        Logger = logger;
        _stop = stop;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        _random = new Random((int)seed);
    }

    public ScenarioProps Scenario { get; }

    public TestInfo TestInfo { get; }

    public ulong Seed { get; }

    public ILogger Logger { get; }

    /// <summary>Null while nothing is measured.</summary>
    public ScenarioMeasurement? Measurement => _measurement;

    /// <summary>Cancelled when iterations under way are to end.</summary>
    public CancellationToken Ending => _ending.Token;

    public bool IsStopping => _stopping.IsCancellationRequested;

    public string StopReason => _stopReason;

    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>What load there is at the moment.</summary>
    public LoadSimulationStats Load => _simulation switch
    {
        null => new LoadSimulationStats("", 0),
        { IsClosed: true } closed => new LoadSimulationStats(closed.Name, _closed?.Wanted ?? 0),
        var open => new LoadSimulationStats(open.Name, (int)Math.Round(Volatile.Read(ref _rate))),
    };

    public ScenarioInfo InfoOf(int copy, ScenarioOperation operation) =>
        new($"{Scenario.ScenarioName}_{copy}", copy, Scenario.ScenarioName, Scenario.Duration, operation);

    public ScenarioContext TakeCopy(int number) => _copies.GetOrAdd(number, n => new ScenarioContext(this, n));

    /// <summary>The same work, without measuring it: the first load, for as long as the warm-up lasts.</summary>
    public async Task WarmUpAsync()
    {
        if (Scenario.WarmUpDuration > TimeSpan.Zero && Scenario.LoadSimulations.FirstOrDefault(s => s is not Pause) is { } first)
        {
            LoadSimulation warmUp = first switch
            {
                IterationsForConstant counted => new KeepConstant(counted.Copies, Scenario.WarmUpDuration),
                IterationsForInject counted => new Inject(counted.Rate, counted.Interval, Scenario.WarmUpDuration),
                _ => first with { During = Scenario.WarmUpDuration },
            };
            await RunAsync([warmUp]).ConfigureAwait(false);
            Interlocked.Exchange(ref _failures, 0);
        }
    }

    /// <summary>The measured work. Its iterations are told to end at its end.</summary>
    public async Task BombAsync(ScenarioMeasurement measurement)
    {
        _ending.Dispose();
        _ending = new CancellationTokenSource();
        _measurement = measurement;
        await RunAsync(Scenario.LoadSimulations).ConfigureAwait(false);
    }

    public void Stop(string? scenarioName, string reason) => _stop(scenarioName, reason);

    /// <summary>Ends this scenario before its time.</summary>
    public void StopHere(string reason)
    {
        _stopReason = _stopReason.Length > 0 ? _stopReason : reason;
        _stopping.Cancel();
    }

    public void Note(IResponse response)
    {
        // Failures come from all copies.
        if (response.IsError && Interlocked.Increment(ref _failures) == Scenario.MaxFailCount)
        {
            Stop(Scenario.ScenarioName, $"{Scenario.MaxFailCount:N0} iterations failed, the last with: {response.StatusCode} {response.Message}".TrimEnd());
        }
    }

    /// <summary>An arrival is given up, for too many are under way.</summary>
    public void Miss()
    {
        Interlocked.Increment(ref _missed);
        IResponse missed = Response.Fail(statusCode: "missed", message: $"More than {OpenLoad.MaxUnderWay:N0} iterations were under way.");
        Measurement?.Iterations.Record(missed, TimeSpan.Zero);
        Note(missed);
    }

    /// <summary>False when the scenario is stopped meanwhile.</summary>
    public async Task<bool> TryWaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync(IReadOnlyList<LoadSimulation> simulations)
    {
        var closed = new ClosedLoad(this);
        var open = new OpenLoad(this);
        _closed = closed;
        double rate = 0;
        foreach (LoadSimulation simulation in simulations.TakeWhile(_ => !IsStopping))
        {
            _simulation = simulation;
            Volatile.Write(ref _rate, Arrivals.RateAfter(simulation));
            await (simulation.IsClosed
                ? KeepAsync(closed, simulation)
                : RunOpenAsync(closed, open, simulation, rate)).ConfigureAwait(false);
            rate = Arrivals.RateAfter(simulation);
        }

        await EndAsync(closed, open).ConfigureAwait(false);
    }

    private Task RunOpenAsync(ClosedLoad closed, OpenLoad open, LoadSimulation simulation, double rateBefore)
    {
        closed.Want(0);
        return open.RunAsync(Arrivals.Of(simulation, rateBefore, _random), simulation.During);
    }

    private async Task KeepAsync(ClosedLoad closed, LoadSimulation simulation)
    {
        switch (simulation)
        {
            case KeepConstant constant:
                closed.Want(constant.Copies);
                await TryWaitAsync(constant.During).ConfigureAwait(false);
                break;
            case IterationsForConstant counted:
                await closed.IterateAsync(counted.Copies, counted.Iterations).ConfigureAwait(false);
                break;
            case RampingConstant ramp:
                await RampAsync(closed, ramp).ConfigureAwait(false);
                break;
            default:
                closed.Want(0);
                await TryWaitAsync(simulation.During).ConfigureAwait(false);
                break;
        }
    }

    private async Task RampAsync(ClosedLoad closed, RampingConstant ramp)
    {
        int from = closed.Wanted;
        long start = Stopwatch.GetTimestamp();
        for (TimeSpan passed = TimeSpan.Zero; passed < ramp.During; passed = Stopwatch.GetElapsedTime(start))
        {
            closed.Want(from + (int)((ramp.Copies - from) * (passed / ramp.During)));
            TimeSpan left = ramp.During - passed;
            if (!await TryWaitAsync(left < RampStep ? left : RampStep).ConfigureAwait(false))
            {
                return;
            }
        }

        closed.Want(ramp.Copies);
    }

    /// <summary>Waits for what is under way; what does not end by itself is told to.</summary>
    private async Task EndAsync(ClosedLoad closed, OpenLoad open)
    {
        Task answered = open.EndAsync();
        await Task.WhenAny(answered, Task.Delay(AnswerLimit)).ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        Task ended = Task.WhenAll(closed.EndAsync(), answered);
        if (await Task.WhenAny(ended, Task.Delay(EndingLimit)).ConfigureAwait(false) != ended)
        {
            StopHere($"iterations had not ended {EndingLimit.TotalSeconds:N0} s after the scenario's end");
        }
    }
}
