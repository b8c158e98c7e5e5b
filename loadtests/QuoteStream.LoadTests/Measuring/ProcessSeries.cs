using System.Diagnostics;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Measuring;

/// <summary>What a process used, interval by interval. One thread at a time.</summary>
internal sealed class ProcessSeries(IProcessProbe probe, int maxPoints)
{
    private readonly List<ProcessPoint> _points = [];
    private ProcessUse? _last;
    private long _lastRead;

    public IReadOnlyList<ProcessPoint> Points => _points;

    /// <summary>The measured time begins.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _last = await probe.ReadAsync(cancellationToken).ConfigureAwait(false);
        _lastRead = Stopwatch.GetTimestamp();
    }

    /// <summary>Null when the process could not be asked now or before.</summary>
    public async Task<ProcessPoint?> AddAsync(TimeSpan elapsed, CancellationToken cancellationToken)
    {
        ProcessUse? use = await probe.ReadAsync(cancellationToken).ConfigureAwait(false);
        long now = Stopwatch.GetTimestamp();
        ProcessPoint? point = null;
        if (use is { } present && _last is { } before && _points.Count < maxPoints)
        {
            double seconds = Math.Max(Stopwatch.GetElapsedTime(_lastRead, now).TotalSeconds, 1e-3);
            point = new ProcessPoint(elapsed, (present.ProcessorTime - before.ProcessorTime).TotalSeconds / seconds, present.MemoryBytes);
            _points.Add(point);
        }

        (_last, _lastRead) = (use, now);
        return point;
    }
}
