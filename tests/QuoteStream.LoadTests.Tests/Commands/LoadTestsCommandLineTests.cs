using System.Text.Json;
using QuoteStream.LoadTests.Commands;
using QuoteStream.LoadTests.Scenarios;
using QuoteStream.Testing;

namespace QuoteStream.LoadTests.Tests.Commands;

/// <summary>Every scenario, small, against a server of its own: what it checks has to be true, how fast it goes does not matter.</summary>
public sealed class LoadTestsCommandLineTests
{
    private const int Streams = 8;

    public static TheoryData<string> Scenarios => [.. LoadScenarios.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_scenario_runs_and_its_promises_are_kept(string scenario)
    {
        using var folder = new TemporaryFolder();

        (int code, string output, string error) = await RunAsync(
            scenario, "--streams", $"{Streams}", "--symbols", "20", "--symbols-per-stream", "5", "--ticks", "400", "--rate", "10", "--duration", "2s", "--ramp", "1s",
            "--report", folder.Path);

        Assert.True(code == LoadTestsCommandLine.Success, $"{output}\n{error}");
        string json = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.Path, "*.json")));
        using JsonDocument report = JsonDocument.Parse(json);
        JsonElement first = report.RootElement.GetProperty("scenarioStats")[0];
        long measured = first.GetProperty("ok").GetProperty("request").GetProperty("count").GetInt64()
            + first.GetProperty("stepStats").EnumerateArray().Sum(s => s.GetProperty("ok").GetProperty("request").GetProperty("count").GetInt64());
        Assert.True(measured > 0, json);
        Assert.Equal(0, first.GetProperty("fail").GetProperty("request").GetProperty("count").GetInt64());
        Assert.NotEqual(0, report.RootElement.GetProperty("server").GetArrayLength());
        Assert.Equal(5, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_line()
    {
        (int code, _, string error) = await RunAsync("fanout", "--server", "http://127.0.0.1:1", "--grpc", "http://127.0.0.1:1", "--duration", "1s");

        Assert.Equal(LoadTestsCommandLine.Failure, code);
        Assert.Contains("could not be prepared", error);
    }

    [Theory]
    [InlineData("no-such-scenario")]
    [InlineData("fanout --streams 0")]
    [InlineData("fanout --streams many")]
    [InlineData("fanout --ticks -1")]
    [InlineData("fanout --duration 5")]
    [InlineData("fanout --duration 8d")]
    [InlineData("fanout --max-rate fast")]
    [InlineData("fanout --server ftp://host")]
    [InlineData("fanout --server http://host --set A=B")]
    [InlineData("fanout --pid 5")]
    [InlineData("fanout --interval 0")]
    public async Task A_command_line_that_makes_no_sense_is_told_why(string line)
    {
        (int code, _, string error) = await RunAsync(line.Split(' '));

        Assert.Equal(LoadTestsCommandLine.Usage, code);
        Assert.Contains("See --help.", error);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await LoadTestsCommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
