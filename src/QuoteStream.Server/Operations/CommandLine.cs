namespace QuoteStream.Server.Operations;

/// <summary>The words a program was started with: settings, then perhaps a command and what is meant for it.</summary>
/// <param name="Settings">As configuration reads them: --KEY=VALUE or --KEY VALUE. Of two with the same key the later counts.</param>
/// <param name="Command">The first word that is neither a setting nor its value, or asks for help; null: there is none.</param>
/// <param name="Rest">What follows the command.</param>
internal readonly record struct CommandLine(string[] Settings, string? Command, string[] Rest)
{
    public static CommandLine Split(string[] args)
    {
        var i = 0;
        while (i < args.Length && !IsHelp(args[i]) && args[i].StartsWith("--", StringComparison.Ordinal))
        {
            i += args[i].Contains('=') ? 1 : 2;
        }

        return i < args.Length ? new(args[..i], args[i], args[(i + 1)..]) : new(args, null, []);
    }

    /// <summary>What may be shown of a word that makes no sense: a setting of a misspelt form may have a secret as its value.</summary>
    public static string NameOf(string word) => word.Split('=', 2)[0];

    public static bool IsHelp(string word) => word is "--help" or "-h" or "-?";
}
