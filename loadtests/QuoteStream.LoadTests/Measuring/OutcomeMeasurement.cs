using System.Collections.Concurrent;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Measuring;

/// <summary>Counts what went well, or what failed. Any number of writers.</summary>
internal sealed class OutcomeMeasurement(bool isError)
{
    // A scenario that puts an id into its status codes must not fill the memory: further ones are counted under one name.
    private const int MaxStatusCodes = 1000;
    private const string OtherStatusCode = "(others)";

    private readonly ValueHistogram _latency = new();
    private readonly ValueHistogram _bytes = new();
    private readonly ConcurrentDictionary<string, StatusCodeCount> _statusCodes = [];

    public HistogramSnapshot Latency => _latency.Snapshot();

    public HistogramSnapshot Bytes => _bytes.Snapshot();

    public void Record(IResponse response, TimeSpan latency)
    {
        Record(response.CustomLatencyMs > 0 ? TimeSpan.FromMilliseconds(response.CustomLatencyMs) : latency, response.SizeBytes);
        if (response.StatusCode.Length > 0)
        {
            string code = _statusCodes.Count < MaxStatusCodes || _statusCodes.ContainsKey(response.StatusCode) ? response.StatusCode : OtherStatusCode;
            _statusCodes.GetOrAdd(code, static (_, message) => new StatusCodeCount(message), response.Message).Add();
        }
    }

    /// <summary>Without a status code: hot path, nothing is allocated.</summary>
    public void Record(TimeSpan latency, long sizeBytes)
    {
        _latency.Record(latency.Ticks);
        if (sizeBytes > 0)
        {
            _bytes.Record(sizeBytes);
        }
    }

    /// <param name="total">Of those that went well and those that failed.</param>
    public MeasurementStats ToStats(TimeSpan duration, long total)
    {
        HistogramSnapshot latency = Latency;
        HistogramSnapshot bytes = Bytes;
        return new MeasurementStats(
            new RequestStats(latency.Count, latency.Count / Math.Max(duration.TotalSeconds, 1e-3), Percent(latency.Count, total)),
            ToStats(latency),
            new DataTransferStats(
                bytes.Min, (long)bytes.Mean, bytes.Max, bytes.Percentile(50), bytes.Percentile(75), bytes.Percentile(95), bytes.Percentile(99), bytes.Sum),
            [.. _statusCodes.OrderByDescending(c => c.Value.Count).ThenBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => new StatusCodeStats(c.Key, isError, c.Value.Message, c.Value.Count, Percent(c.Value.Count, total)))]);
    }

    public static LatencyStats ToStats(HistogramSnapshot latency) => new(
        Ms(latency.Min),
        Ms(latency.Mean),
        Ms(latency.Max),
        Ms(latency.StandardDeviation),
        Ms(latency.Percentile(50)),
        Ms(latency.Percentile(75)),
        Ms(latency.Percentile(90)),
        Ms(latency.Percentile(95)),
        Ms(latency.Percentile(99)),
        Ms(latency.Percentile(99.9)),
        Ms(latency.Percentile(99.99)));

    public static double Ms(double ticks) => ticks / TimeSpan.TicksPerMillisecond;

    private static double Percent(long part, long total) => total == 0 ? 0 : 100.0 * part / total;

    private sealed class StatusCodeCount(string message)
    {
        private long _count;

        public string Message { get; } = message;

        // Written by any thread, read while they write.
        public long Count => Interlocked.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }
}
