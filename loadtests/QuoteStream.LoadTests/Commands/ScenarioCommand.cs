using System.CommandLine;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Reports;
using QuoteStream.LoadTests.Running;
using QuoteStream.LoadTests.Scenarios;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Commands;

/// <summary>Runs one scenario.</summary>
internal sealed class ScenarioCommand(ILoadScenario scenario, TextWriter output, TextWriter error)
{
    private readonly SettingOptions _settings = new(scenario.Defaults);
    private readonly TargetOptions _target = new();

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write reports (txt, md, csv, json, and a page with charts) into this folder.", HelpName = "folder",
    };

    private readonly Option<double> _interval = new("--interval")
    {
        Description = "Seconds between two points of the charts.", HelpName = "seconds", DefaultValueFactory = _ => 1,
    };

    public Command Create()
    {
        var command = new Command(scenario.Name, scenario.Description);
        _settings.AddTo(command);
        _target.AddTo(command);
        command.Options.Add(_report);
        command.Options.Add(_interval);
        _interval.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 3600))
            {
                result.AddError("--interval: from 0.1 to 3600 seconds.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        try
        {
            using var http = new HttpClient();
            if (_target.Running(parsed, http) is { } running)
            {
                return await RunAsync(parsed, running, interrupted).ConfigureAwait(false);
            }

            await using OwnServer own = await _target.StartAsync(parsed, interrupted).ConfigureAwait(false);
            return await RunAsync(parsed, own.Target, interrupted).ConfigureAwait(false);
        }
        catch (Exception impossible) when (impossible is IOException or ScenarioInitException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(impossible.Message).ConfigureAwait(false);
            return LoadTestsCommandLine.Failure;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await error.WriteLineAsync("Interrupted before anything was measured.").ConfigureAwait(false);
            return LoadTestsCommandLine.Failure;
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, LoadTarget target, CancellationToken interrupted)
    {
        LoadSettings settings = _settings.Read(parsed);
        using var progress = new RunProgress(error);
        var test = new LoadTest
        {
            Scenarios = scenario.Create(target, settings),
            TestName = scenario.Name,
            ReportFolder = parsed.GetValue(_report),
            ReportingInterval = TimeSpan.FromSeconds(parsed.GetValue(_interval)),
            Seed = settings.Seed,
            Server = target.Probe,
            Settings = settings.Describe(),
            Observer = progress,
        };
        NodeStats stats = await test.RunAsync(interrupted).ConfigureAwait(false);
        progress.Dispose();
        await output.WriteAsync(TextReport.Render(stats)).ConfigureAwait(false);
        foreach (string file in stats.ReportFiles)
        {
            await output.WriteLineAsync($"written: {file}").ConfigureAwait(false);
        }

        return stats.IsFailed ? LoadTestsCommandLine.Failure : LoadTestsCommandLine.Success;
    }
}
