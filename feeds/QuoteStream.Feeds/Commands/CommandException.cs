namespace QuoteStream.Feeds.Commands;

/// <summary>A command cannot go on; the message is the one line that its user is told.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
