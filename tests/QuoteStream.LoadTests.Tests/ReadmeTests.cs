using QuoteStream.LoadTests.Scenarios;

namespace QuoteStream.LoadTests.Tests;

/// <summary>What loadtests/README.md says is so.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_sample_is_compiled_as_it_is_printed()
    {
        string readme = Read("loadtests", "README.md");
        string sample = readme.Split("```csharp\n")[1].Split("```")[0];

        Assert.Contains(Lines(sample), Lines(Read("tests", "QuoteStream.LoadTests.Tests", "ReadmeSample.cs")));
    }

    [Fact]
    public void Every_scenario_is_named()
    {
        string readme = Read("loadtests", "README.md");

        Assert.All(LoadScenarios.All, scenario => Assert.Contains($"| `{scenario.Name}` |", readme));
    }

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string Read(params string[] path)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "QuoteStream.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No folder above the tests holds QuoteStream.sln.");
        }

        return File.ReadAllText(Path.Combine([folder, .. path]));
    }
}
