using System.Xml.Linq;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>Where things are, and who knows whom.</summary>
public class RepositoryLayoutTests
{
    private static readonly string[] TopLevel =
    [
        "src", "tests", "loadtests", "feeds",
        "QuoteStream.sln", "Dockerfile", "README.md", "Directory.Build.props", "Directory.Packages.props", "global.json",
        ".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".gitignore",
    ];

    // References point one way. The server knows the feeds for its simulated market, the benchmarks know the server to measure its stages.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["QuoteStream.Protocol"] = [],
        ["QuoteStream.MarketData"] = [],
        ["QuoteStream.Portfolio"] = [],
        ["QuoteStream.Client"] = ["QuoteStream.Protocol"],
        ["QuoteStream.Server"] = ["QuoteStream.Feeds", "QuoteStream.MarketData", "QuoteStream.Portfolio", "QuoteStream.Protocol"],
        ["QuoteStream.Feeds"] = ["QuoteStream.Client"],
        ["QuoteStream.LoadTests"] = ["QuoteStream.Client"],
        ["QuoteStream.Benchmarks"] = ["QuoteStream.Client", "QuoteStream.Feeds", "QuoteStream.MarketData", "QuoteStream.Server"],
    };

    private static IEnumerable<string> Projects => SourceTree.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    [Fact]
    public void The_top_level_holds_only_what_a_stranger_expects() =>
        Faults.AssertNone(SourceTree.Files.Select(file => file.Split('/')[0]).Distinct().Except(TopLevel));

    [Fact]
    public void A_project_knows_only_what_lies_beneath_it() =>
        Faults.AssertNone(
            from project in Projects
            where !project.StartsWith("tests/", StringComparison.Ordinal)
            let allowed = Allowed[Path.GetFileNameWithoutExtension(project)]
            from item in Items(project, "ProjectReference")
            let reference = Path.GetFileNameWithoutExtension((string)item.Attribute("Include")!)
            where !allowed.Contains(reference)
            select $"{project} -> {reference}");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("QuoteStream.sln").Replace('\\', '/');

        Faults.AssertNone(Projects.Where(project => !solution.Contains(project)));
    }

    [Fact]
    public void Versions_of_packages_are_in_the_central_file() =>
        Faults.AssertNone(Projects.Where(project => Items(project, "PackageReference").Any(item => item.Attribute("Version") is not null)));

    private static IEnumerable<XElement> Items(string project, string name) => XDocument.Parse(SourceTree.Read(project)).Descendants(name);
}
