using System.CommandLine;
using System.CommandLine.Parsing;
using QuoteStream.LoadTests.Scenarios;

namespace QuoteStream.LoadTests.Commands;

/// <summary>The command line: a command for each scenario.</summary>
internal static class LoadTestsCommandLine
{
    public const int Success = 0;

    /// <summary>A promise was broken, a threshold was not met, or nothing could be measured.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    private const string Description =
        """
        Puts a QuoteStream server under load, measures it, and holds it to what it promises.

        Without --server a server is started on this machine for the test, and stopped after it. Exit codes: 0 all is well; 1 a promise was broken,
        a threshold was not met, or nothing could be measured; 2 the command line makes no sense.
        """;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(Description);
        foreach (ILoadScenario scenario in LoadScenarios.All)
        {
            root.Subcommands.Add(new ScenarioCommand(scenario, output, error).Create());
        }

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError problem in parsed.Errors)
            {
                await error.WriteLineAsync(problem.Message).ConfigureAwait(false);
            }

            await error.WriteLineAsync("See --help.").ConfigureAwait(false);
            return Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
    }
}
