using System.CommandLine;
using System.CommandLine.Parsing;

namespace QuoteStream.Feeds.Commands;

/// <summary>The command line: reads it, runs it, and turns whatever happens into an exit code and one clear line.</summary>
internal static class FeedsCommandLine
{
    private const string Description =
        """
        A feed provider for QuoteStream: publishes a simulated market, or a venue's feed, recorded or live, over gRPC.

        Exit codes: 0 it did what it was asked to, and Ctrl-C is the way to end what has no end of its own (simulate, live, replay --loop);
        1 an error, told in one line; 2 the command line makes no sense; 130 Ctrl-C came before the end that it would have had.
        """;

    /// <param name="output">The summary goes here.</param>
    /// <param name="error">Progress and errors go here.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, Interruption interruption)
    {
        var console = new FeedConsole(output, error);
        var root = new RootCommand(Description);
        root.Subcommands.Add(SimulateCommand.Create(console, interruption));
        root.Subcommands.Add(ReplayCommand.Create(console, interruption));
        root.Subcommands.Add(ItchDayCommand.Create(console, interruption));
        root.Subcommands.Add(LiveCommand.Create(console, interruption));
        root.Subcommands.Add(InspectCommand.Create(console, interruption));
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError problem in parsed.Errors)
            {
                await error.WriteLineAsync(problem.Message);
            }

            await error.WriteLineAsync("See --help.");
            return ExitCode.Usage;
        }

        try
        {
            // Signals are ours, and so are exceptions: an error is a sentence here, never a stack trace.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CommandException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return problem.ExitCode;
        }
    }
}
