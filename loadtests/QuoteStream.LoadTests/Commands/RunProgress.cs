using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Reports;
using QuoteStream.LoadTests.Running;
using Spectre.Console;

namespace QuoteStream.LoadTests.Commands;

/// <summary>Shows how a run goes on: a live table on a terminal, a plain line now and then elsewhere. Told by one thread at a time.</summary>
internal sealed class RunProgress : IRunObserver, IDisposable
{
    // A log wants to see that it goes on, not to be filled.
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly TextWriter _error;
    private readonly IAnsiConsole? _terminal;
    private string _part = "";
    private TimeSpan _lastPlain = -PlainInterval;
    private int _linesShown;

    public RunProgress(TextWriter error)
    {
        _error = error;
        _terminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) })
            : null;
    }

    public void Began(string part)
    {
        _part = part;
        Erase();
        _error.WriteLine(part);
    }

    public void Passed(TimeSpan elapsed, TimeSpan total, IReadOnlyList<(string Scenario, ScenarioPoint Point)> latest, ProcessPoint? server, ProcessPoint client)
    {
        if (_terminal is not null)
        {
            ShowTable(elapsed, total, latest, server, client);
        }
        else if (elapsed - _lastPlain >= PlainInterval)
        {
            _lastPlain = elapsed;
            string load = string.Join("; ", latest.Select(l =>
                $"{l.Scenario}: load {l.Point.Load:N0}, ok {ReportContent.Number(l.Point.OkPerSecond)}/s, failed {ReportContent.Number(l.Point.FailPerSecond)}/s, p99 {ReportContent.Ms(l.Point.Percent99)} ms"));
            _error.WriteLine($"{_part} {elapsed.TotalSeconds:N0} of {total.TotalSeconds:N0} s: {load}; server {Use(server)}, client {Use(client)}");
        }
    }

    public void Dispose() => Erase();

    private static string Use(ProcessPoint? use) =>
        use is null ? "not known" : $"{ReportContent.Number(use.Cores)} cores, {use.MemoryBytes / (1 << 20):N0} MiB";

    private void ShowTable(
        TimeSpan elapsed, TimeSpan total, IReadOnlyList<(string Scenario, ScenarioPoint Point)> latest, ProcessPoint? server, ProcessPoint client)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{_part}: {elapsed.TotalSeconds:N0} of {total.TotalSeconds:N0} s") };
        table.AddColumns("scenario", "load", "ok/s", "failed/s", "p50 ms", "p99 ms", "max ms");
        foreach ((string scenario, ScenarioPoint point) in latest)
        {
            table.AddRow(
                Markup.Escape(scenario),
                ReportContent.Count(point.Load),
                ReportContent.Number(point.OkPerSecond),
                ReportContent.Number(point.FailPerSecond),
                ReportContent.Ms(point.Percent50),
                ReportContent.Ms(point.Percent99),
                ReportContent.Ms(point.MaxMs));
        }

        table.Caption = new TableTitle($"server {Use(server)}; client {Use(client)}");
        Erase();
        _terminal!.Write(table);

        // Borders, title, caption and the line of names take seven.
        _linesShown = latest.Count + 7;
    }

    /// <summary>Takes the table off the terminal again, so that the next one stands in its place.</summary>
    private void Erase()
    {
        if (_linesShown > 0)
        {
            _error.Write($"\e[{_linesShown}A\e[J");
            _linesShown = 0;
        }
    }
}
