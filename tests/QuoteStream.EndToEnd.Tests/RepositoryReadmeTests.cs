using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using OpenTelemetry.Metrics;
using QuoteStream.Server.Operations;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>What the README promises is there, and what is there is in the README.</summary>
public partial class RepositoryReadmeTests
{
    private const int Stages = 9;

    private static string Readme => SourceTree.Read("README.md");

    [Fact]
    public void The_path_of_a_tick_names_nine_stages_in_order_and_each_file_exists()
    {
        var rows = StageRow().Matches(Readme);

        Assert.Equal(Enumerable.Range(1, Stages).Select(stage => $"{stage}"), rows.Select(row => row.Groups["stage"].Value));
        foreach (var path in rows.Select(row => row.Groups["path"].Value.TrimEnd('/')))
        {
            Assert.Contains(SourceTree.Files, file => IsAt(file, path) || IsAt(file, $"src/{path}"));
        }
    }

    [Fact]
    public void The_path_of_a_transaction_names_its_stages_in_order_and_each_file_exists()
    {
        var rows = TransactionStageRow().Matches(Readme);

        Assert.Equal("abcdefg", string.Concat(rows.Select(row => row.Groups["stage"].Value)));
        var paths = rows.SelectMany(row => row.Groups["path"].Captures).Select(path => path.Value).ToArray();
        Assert.Equal(paths.Length, rows.Count + 2);
        Assert.All(paths, path => Assert.Contains(SourceTree.Files, file => file == path || file == $"src/QuoteStream.Portfolio/{path}"));
    }

    [Fact]
    public async Task Every_instrument_is_named()
    {
        var names = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == QuoteStreamMetrics.MeterName)
                {
                    names.Add(PrometheusFamily.Of(instrument.Name, instrument.Unit ?? "", KindOf(instrument)).Name);
                }
            },
        };
        await using var server = await RunningServer.StartAsync();

        listener.Start();

        Assert.NotEmpty(names);
        Faults.AssertNone(names.Where(name => !Regex.IsMatch(Readme, $@"\b{name}\b")));
    }

    [Fact]
    public void Every_setting_is_named() => Faults.AssertNone(Usage.Settings().Select(setting => setting.Key).Where(key => !Readme.Contains(key)));

    [Fact]
    public void Samples_are_compiled_as_they_are_printed()
    {
        var compiled = LinesOf(SourceTree.Read("tests/QuoteStream.EndToEnd.Tests/ReadmeSamples.cs"));
        var samples = Sample().Matches(Readme);
        Assert.NotEmpty(samples);
        foreach (var sample in samples.Select(sample => LinesOf(sample.Groups["code"].Value)))
        {
            Assert.Contains(string.Join('\n', sample), string.Join('\n', compiled), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> LinesOf(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsAt(string file, string path) => file == path || file.StartsWith($"{path}/", StringComparison.Ordinal);

    private static MetricType KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => MetricType.LongSum,
        "Histogram" => MetricType.Histogram,
        _ => MetricType.LongGauge,
    };

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample();

    // | 1 | receive: frames off the pipe | `src/QuoteStream.Server/Ingest/` |
    [GeneratedRegex(@"^\|\s*(?<stage>[a-z])\s*\|[^|]*\|(?:[^|`]*`(?<path>[^`|]+)`)+[^|`]*\|", RegexOptions.Multiline)]
    private static partial Regex TransactionStageRow();

    [GeneratedRegex(@"^\|\s*(?<stage>\d)\s*\|[^|]*\|\s*\[?`(?<path>[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex StageRow();
}
