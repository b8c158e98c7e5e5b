using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QuoteStream.LoadTests.Measuring;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>One copy of a scenario: what its iterations see. One iteration at a time.</summary>
internal sealed class ScenarioContext(ScenarioRun run, int number) : IScenarioContext
{
    // An odd multiplier spreads neighbouring copies over all seeds.
    private const ulong CopySeedFactor = 0x9E3779B97F4A7C15;

    public TestInfo TestInfo => run.TestInfo;

    public ScenarioInfo ScenarioInfo { get; private set; } = run.InfoOf(number, ScenarioOperation.WarmUp);

    public ILogger Logger => run.Logger;

    public int InvocationNumber { get; private set; }

    public Dictionary<string, object> Data { get; } = [];

    public Random Random { get; } = new((int)((run.Seed + ((ulong)number * CopySeedFactor)) >> 32));

    public CancellationToken ScenarioCancellationToken => run.Ending;

    public void StopScenario(string scenarioName, string reason) => run.Stop(scenarioName, reason);

    public void StopCurrentTest(string reason) => run.Stop(scenarioName: null, reason);

    /// <summary>Counts what the copy sees happen, and did not ask for one by one, such as a stream's events, as a step of this name.</summary>
    public void Measure(string name, TimeSpan latency, long sizeBytes)
    {
        run.Measurement?.StepNamed(name).Ok.Record(latency, sizeBytes);
    }

    /// <summary>One iteration, measured from when it was due.</summary>
    /// <param name="due">A time stamp of <see cref="Stopwatch"/>.</param>
    /// <param name="isArrival">Of an open simulation: what has to be cut off at the end was not answered, and that counts.</param>
    public async Task<IResponse> RunIterationAsync(long due, bool isArrival)
    {
        ScenarioMeasurement? measurement = run.Measurement;
        if (InvocationNumber == 0 || ScenarioInfo.ScenarioOperation == ScenarioOperation.WarmUp)
        {
            ScenarioInfo = run.InfoOf(number, measurement is null ? ScenarioOperation.WarmUp : ScenarioOperation.Bombing);
        }

        InvocationNumber++;
        IResponse response;
        try
        {
            response = await run.Scenario.Run(this).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Ending.IsCancellationRequested && !isArrival)
        {
            // A copy that works for as long as the scenario lasts was told to end, and did: neither well nor badly.
            return Response.Ok();
        }
        catch (OperationCanceledException) when (run.Ending.IsCancellationRequested)
        {
            response = Response.Fail(statusCode: "unfinished", message: "It had not ended some time after the last arrival.");
        }
        catch (IterationFailedException failed)
        {
            response = failed.Response;
        }
        catch (Exception unexpected)
        {
            // Whatever a scenario's code throws is a failed iteration, and named once among the status codes.
            response = Failed<object>(unexpected);
        }

        TimeSpan latency = Stopwatch.GetElapsedTime(due);
        measurement?.Iterations.Record(response, latency);
        return response;
    }

    public async Task<Response<T>> RunStepAsync<T>(string name, Func<Task<Response<T>>> step)
    {
        ScenarioMeasurement? measurement = run.Measurement;
        Measurement? stepMeasurement = measurement?.StepNamed(name);
        long started = Stopwatch.GetTimestamp();
        Response<T> response;
        try
        {
            response = await step().ConfigureAwait(false);
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException || !run.Ending.IsCancellationRequested)
        {
            // As above.
            response = Failed<T>(unexpected);
        }

        stepMeasurement?.Record(response, Stopwatch.GetElapsedTime(started));
        return response.IsError && run.Scenario.RestartIterationOnFail ? throw new IterationFailedException(response) : response;
    }

    private static Response<T> Failed<T>(Exception unexpected) => Response.Fail<T>(statusCode: unexpected.GetType().Name, message: unexpected.Message);
}
