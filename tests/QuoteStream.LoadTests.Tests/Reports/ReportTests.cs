using System.Text.Json;
using System.Xml.Linq;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;
using QuoteStream.Testing;

namespace QuoteStream.LoadTests.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public async Task Every_format_is_written_and_says_the_same()
    {
        using var folder = new TemporaryFolder();
        ScenarioProps scenario = Scenario.Create("quotes", async context =>
        {
            await Step.Run("read | <all>", context, () => Task.FromResult(Response.Ok(statusCode: "200", sizeBytes: 50)));
            return Response.Ok(sizeBytes: 50);
        })
        .WithoutWarmUp()
        .WithLoadSimulations(Simulation.IterationsForConstant(2, 1234))
        .WithThresholds(Threshold.Create(stats => stats.Ok.Request.Count == 1), Threshold.Create(stats => stats.Fail.Request.Count == 0));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario)
            .WithTestName("a test/of reports").WithReportFolder(folder.Path).RunAsync();

        Assert.Equal(["csv", "html", "json", "md", "txt"], stats.ReportFiles.Select(f => Path.GetExtension(f)[1..]).Order());
        Dictionary<string, string> reports = stats.ReportFiles.ToDictionary(f => Path.GetExtension(f)[1..], File.ReadAllText);
        foreach (string format in new[] { "html", "md", "txt" })
        {
            Assert.Contains("FAILED", reports[format]);
            Assert.Contains("1,234", reports[format]);
            Assert.Contains(stats.TestInfo.SessionId, reports[format]);
            Assert.Contains(stats.NodeInfo.DotNetVersion, reports[format]);
            Assert.Contains("p99.99", reports[format]);
        }

        Assert.Contains("read \\| &lt;all>", reports["md"]);
        string[] rows = reports["csv"].Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal(20, row.Split(',').Length));
        Assert.Contains(",1234,", rows[1]);
        using JsonDocument json = JsonDocument.Parse(reports["json"]);
        Assert.Equal(1234, json.RootElement.GetProperty("scenarioStats")[0].GetProperty("ok").GetProperty("request").GetProperty("count").GetInt64());
        Assert.True(json.RootElement.GetProperty("isFailed").GetBoolean());
    }

    [Fact]
    public async Task The_page_needs_nothing_else_and_its_charts_are_well_formed()
    {
        using var folder = new TemporaryFolder();
        ScenarioProps scenario = Scenario.Create("a < b", async _ =>
        {
            await Task.Delay(5);
            return Response.Ok(sizeBytes: 10);
        }).WithoutWarmUp().WithLoadSimulations(Simulation.KeepConstant(2, TimeSpan.FromSeconds(1)));

        NodeStats stats = await LoadTestRunner.RegisterScenarios(scenario).WithReportingInterval(TimeSpan.FromMilliseconds(100))
            .WithReportFolder(folder.Path).WithReportFileName("page").WithReportFormats(ReportFormat.Html).RunAsync();

        string page = await File.ReadAllTextAsync(Path.Combine(folder.Path, "page.html"));
        Assert.DoesNotContain("http://", page);
        Assert.DoesNotContain("https://", page);
        Assert.DoesNotContain("a < b", page);
        string[] charts = [.. page.Split("<svg").Skip(1).Select(part => "<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)])];
        Assert.Equal(6, charts.Length);
        Assert.All(charts, chart => Assert.NotEmpty(XDocument.Parse(chart).Descendants("polyline")));
        Assert.NotEmpty(stats.Series[0].Points);
        Assert.NotEmpty(stats.Client);
    }
}
