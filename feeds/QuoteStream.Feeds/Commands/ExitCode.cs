namespace QuoteStream.Feeds.Commands;

/// <summary>What the program returns to whoever called it.</summary>
internal static class ExitCode
{
    /// <summary>It did what it was asked to, and the server has answered for every tick.</summary>
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted before its end, though cleanly: 128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
