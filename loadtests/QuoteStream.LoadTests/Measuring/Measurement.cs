using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Measuring;

/// <summary>Counts the outcomes of a scenario's iterations, or of one of its steps. Any number of writers.</summary>
internal sealed class Measurement
{
    public OutcomeMeasurement Ok { get; } = new(isError: false);

    public OutcomeMeasurement Fail { get; } = new(isError: true);

    public void Record(IResponse response, TimeSpan latency) => (response.IsError ? Fail : Ok).Record(response, latency);

    public (MeasurementStats Ok, MeasurementStats Fail) ToStats(TimeSpan duration)
    {
        long total = Ok.Latency.Count + Fail.Latency.Count;
        return (Ok.ToStats(duration, total), Fail.ToStats(duration, total));
    }
}
