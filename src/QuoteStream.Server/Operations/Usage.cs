using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

namespace QuoteStream.Server.Operations;

/// <summary>What <c>--help</c> prints: the commands, and every setting with its default and its documentation.</summary>
public static class Usage
{
    private const string Commands = """
        QuoteStream.Server: real-time stock quotes, in over gRPC, out over Server-Sent Events.

        usage: QuoteStream.Server [--SECTION:KEY=VALUE ...]   run the server until Ctrl-C or SIGTERM
               QuoteStream.Server health [URL]                exit code 0 when the server at URL (default http://localhost:8080) is ready
               QuoteStream.Server token --subject NAME --scope "SCOPE ..."   print a token for development; see token --help
               QuoteStream.Server trial-balance [--SECTION:KEY=VALUE ...]   prove the whole ledger; exit code 0 when nothing is wrong with it
               QuoteStream.Server --help

        Settings come from appsettings.json beside the program, then SECTION__KEY environment variables, then the command line.
        Kestrel:Endpoints:Http:Url and Kestrel:Endpoints:Grpc:Url say where it listens; with a certificate at Kestrel:Certificates:Default:Path
        (PFX with :Password, or PEM with :KeyPath) Kestrel:Endpoints:Https:Url does too. The others, with their defaults:

        """;

    public static int Print()
    {
        Console.WriteLine(Commands);
        var documentation = ReadDocumentation();
        foreach (var (property, key, value) in Settings())
        {
            Console.WriteLine($"  {key} = {(value.Length == 0 ? "(empty)" : value)}");
            if (documentation.TryGetValue($"P:{property.DeclaringType}.{property.Name}", out var sentence))
            {
                Console.WriteLine($"      {sentence}");
            }
        }

        return 0;
    }

    public static int Refuse(string word)
    {
        Console.Error.WriteLine($"'{CommandLine.NameOf(word)}' is neither a command nor a setting; see --help.");
        return 1;
    }

    /// <summary>Every property of every options class of this program: its key in the configuration, its default as a user would write it.</summary>
    internal static IEnumerable<(PropertyInfo Property, string Key, string Default)> Settings() =>
        from type in typeof(Usage).Assembly.GetTypes()
        let section = type.GetCustomAttribute<SettingsAttribute>()?.Section
        where section is not null
        orderby section
        let defaults = Activator.CreateInstance(type)
        from property in type.GetProperties()
        select (property, $"{section}:{property.Name}", TextOf(property.GetValue(defaults)));

    private static string TextOf(object? value) => value switch
    {
        bool claim => claim ? "true" : "false",
        string[] list => string.Join(',', list),
        ICollection { Count: 0 } => "",
        TimeSpan span => span.ToString("g", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // The compiler writes it beside the program; a copy without it has a shorter help.
    private static Dictionary<string, string> ReadDocumentation()
    {
        var file = Path.ChangeExtension(typeof(Usage).Assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(
                member => (string)member.Attribute("name")!,
                member => string.Join(' ', ((string?)member.Element("summary") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            : [];
    }
}
