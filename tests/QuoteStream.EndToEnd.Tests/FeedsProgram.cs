using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>The built providers' command line, as a process of its own.</summary>
internal static class FeedsProgram
{
    public static ChildProcess Start(params string[] args) => ChildProcess.Start("dotnet", [Find(), .. args]);

    // The tests' own configuration and framework are the last two parts of their output path; the program was built with them.
    private static string Find()
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(
            RepositoryFolder.Root, "feeds", "QuoteStream.Feeds", "bin", framework.Parent!.Name, framework.Name, "QuoteStream.Feeds.dll");
    }
}
