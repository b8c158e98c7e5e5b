using Microsoft.Extensions.Logging;
using QuoteStream.LoadTests.Measuring;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>What is to be run, and what is to be written about it. Immutable.</summary>
public sealed record LoadTest
{
    /// <summary>At most so many points of a series: a soak of a day in steps of ten seconds.</summary>
    public const int MaxPoints = 10_000;

    public required IReadOnlyList<ScenarioProps> Scenarios { get; init; }

    public string TestSuite { get; init; } = "quotestream";

    public string TestName { get; init; } = "";

    /// <summary>Null: nothing is written.</summary>
    public string? ReportFolder { get; init; }

    /// <summary>Without its ending; empty: made of the test's name and its start.</summary>
    public string ReportFileName { get; init; } = "";

    public IReadOnlyList<ReportFormat> ReportFormats { get; init; } = Enum.GetValues<ReportFormat>();

    /// <summary>Between two points of a series, two looks at the thresholds, and two lines of progress.</summary>
    public TimeSpan ReportingInterval { get; init; } = TimeSpan.FromSeconds(5);

    public ulong Seed { get; init; } = 1;

    /// <summary>The server that is under load; null: its processor time and memory are not told.</summary>
    public IProcessProbe? Server { get; init; }

    /// <summary>What the run's figures depend on, for the reports.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public ILogger Logger { get; init; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>Told of each step of the run; null: nobody is.</summary>
    public IRunObserver? Observer { get; init; }
}
