using System.Globalization;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>The <c>token</c> command: prints a token that is signed with the development key, and nothing else, to standard output.</summary>
public static class TokenCommand
{
    private const int BadArguments = 2;

    /// <summary>The one setting of the host that matters here, and the one without a section.</summary>
    private const string EnvironmentSetting = "--environment";

    private const string Help = """
        usage: QuoteStream.Server token --subject NAME --scope "SCOPE ..." [--lifetime 1.00:00:00] [--Data:Directory=PATH]

        Prints a token signed with the development key of the data directory, which it makes where there is none. A server with the same data directory
        accepts it in Development, or with Auth:DevelopmentKey=true.

          --subject    whose token it is: 1 to 128 printable characters
          --scope      separated by spaces: quotes:read quotes:delayed portfolio:read portfolio:write feed:publish ops:read
          --lifetime   how long it is good, days.hours:minutes:seconds; default 1.00:00:00, at most 366 days
        """;

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    /// <param name="settings">Those in front of the command.</param>
    /// <param name="args">What follows it: options, and more settings, which count where both have a key.</param>
    /// <returns>0; 1 when the key cannot be had; 2 when the arguments make no sense.</returns>
    public static int Run(string[] settings, string[] args)
    {
        if (args is [var word, ..] && CommandLine.IsHelp(word))
        {
            Console.WriteLine(Help);
            return 0;
        }

        try
        {
            var options = ReadOptions(args, out var own);
            var subject = options.GetValueOrDefault("--subject") ?? throw new ArgumentException("--subject is missing.");
            if (!BearerTokenValidator.IsSubject(subject))
            {
                throw new ArgumentException($"--subject is '{subject}': it must have 1 to {Credentials.MaxSubjectLength} printable characters.");
            }

            var scopes = ReadScopes(options.GetValueOrDefault("--scope") ?? throw new ArgumentException("--scope is missing."));
            var lifetime = ReadLifetime(options.GetValueOrDefault("--lifetime"));
            Console.WriteLine(Sign(subject, scopes, lifetime, [.. settings, .. own]));
            return 0;
        }
        catch (ArgumentException fault)
        {
            Console.Error.WriteLine($"{fault.Message} See token --help.");
            return BadArguments;
        }
        catch (SettingException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }

    // The server's own settings, so that both find the same key.
    private static string Sign(string subject, Scope scopes, TimeSpan lifetime, string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        var auth = SettingsSetup.Read<AuthOptions>(builder.Configuration);
        if (!(auth.DevelopmentKey ?? builder.Environment.IsDevelopment()))
        {
            Console.Error.WriteLine("Note: a server with these settings does not accept this token (Auth:DevelopmentKey is false outside Development).");
        }

        var data = SettingsSetup.Read<DataOptions>(builder.Configuration);
        DataDirectory.Prepare(data);
        return new TokenMint(DevelopmentKey.Issuer, auth.Audience, DevelopmentKey.Load(data)).Sign(subject, scopes, DateTimeOffset.UtcNow, lifetime);
    }

    private static Dictionary<string, string> ReadOptions(string[] args, out string[] settings)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var others = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].IndexOf('=') is var at and > 0 ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
            if (name.StartsWith("--", StringComparison.Ordinal) && (name == EnvironmentSetting || name.Contains(':')))
            {
                others.Add($"{name}={value ?? ValueAfter(args, ref i)}");
            }
            else if (name is not ("--subject" or "--scope" or "--lifetime"))
            {
                throw new ArgumentException($"'{CommandLine.NameOf(args[i])}' is not an option.");
            }
            else if (!options.TryAdd(name, value ?? ValueAfter(args, ref i)))
            {
                throw new ArgumentException($"{name} is given twice.");
            }
        }

        settings = [.. others];
        return options;
    }

    private static string ValueAfter(string[] args, ref int index) =>
        index + 1 < args.Length ? args[++index] : throw new ArgumentException($"{args[index]} has no value.");

    private static Scope ReadScopes(string list)
    {
        var scopes = Scope.None;
        foreach (var name in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var scope = ScopeNames.Find(name);
            scopes |= scope != Scope.None
                ? scope
                : throw new ArgumentException($"'{name}' is not a scope; there are {string.Join(' ', ScopeNames.All)}.");
        }

        return scopes != Scope.None ? scopes : throw new ArgumentException("--scope is empty.");
    }

    private static TimeSpan ReadLifetime(string? text)
    {
        if (text is null)
        {
            return DefaultLifetime;
        }

        // "3600" would be read as days.
        return text.Contains(':')
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var lifetime)
            && lifetime >= TimeSpan.FromSeconds(1)
            && lifetime <= LongestLifetime
            ? lifetime
            : throw new ArgumentException($"--lifetime is '{text}': it must be like 01:00:00 or 30.00:00:00, from 1 s to {LongestLifetime.Days} days.");
    }
}
