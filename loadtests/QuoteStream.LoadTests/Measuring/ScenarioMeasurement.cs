using System.Collections.Concurrent;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Measuring;

/// <summary>Counts what a scenario does: whole iterations, its steps, and how late its arrivals begin. Any number of writers.</summary>
internal sealed class ScenarioMeasurement
{
    // A scenario that makes step names up as it goes must not fill the memory; a histogram takes 200 KB.
    private const int MaxSteps = 200;

    private readonly ConcurrentDictionary<string, (int Order, Measurement Measurement)> _steps = [];
    private int _stepCount;

    public Measurement Iterations { get; } = new();

    /// <summary>From when an arrival was due to when it began, in units of 100 ns: the measuring program's own lateness.</summary>
    public ValueHistogram StartDelay { get; } = new();

    /// <exception cref="InvalidOperationException">The scenario has too many steps.</exception>
    public Measurement StepNamed(string name)
    {
        if (_steps.TryGetValue(name, out (int Order, Measurement Measurement) step))
        {
            return step.Measurement;
        }

        int order = Interlocked.Increment(ref _stepCount);
        return order > MaxSteps
            ? throw new InvalidOperationException($"The scenario has more than {MaxSteps} steps, the newest \"{name}\": names have to repeat.")
            : _steps.GetOrAdd(name, (order, new Measurement())).Measurement;
    }

    public IReadOnlyList<StepStats> StepsToStats(TimeSpan duration) =>
    [
        .. _steps.OrderBy(s => s.Value.Order).Select(s =>
        {
            (MeasurementStats ok, MeasurementStats fail) = s.Value.Measurement.ToStats(duration);
            return new StepStats(s.Key, ok, fail);
        }),
    ];
}
