using Spectre.Console;

namespace QuoteStream.Feeds.Commands;

/// <summary>Where a command writes: its summary to one stream, its progress and problems to another.</summary>
internal sealed class FeedConsole(TextWriter output, TextWriter error)
{
    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>A terminal to draw progress on; null when the error output is a file, a pipe or a log.</summary>
    public IAnsiConsole? Terminal { get; } = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected
        ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) })
        : null;
}
