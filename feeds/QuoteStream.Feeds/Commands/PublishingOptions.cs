using System.CommandLine;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>The options of every command that publishes.</summary>
internal sealed class PublishingOptions
{
    private const string TokenVariable = "QUOTESTREAM_TOKEN";
    private const int MaxSessionLength = 64;

    // Of a round of --loop behind the session's name.
    private const int MaxSuffixLength = 16;

    private readonly Option<Uri> _server = new("--server")
    {
        Description = "The server's gRPC endpoint: http://host:8081, or https://host:8443.",
        DefaultValueFactory = _ => new Uri("http://localhost:8081"),
        HelpName = "url",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? server) && server.Scheme is "http" or "https")
            {
                return server;
            }

            result.AddError($"--server {result.Tokens[0].Value}: not an http:// or https:// address.");
            return null;
        },
    };

    private readonly Option<string?> _provider = new("--provider")
    {
        Description = "The name under which the feed is known to the server: a-z, 0-9, '-' and '.'.",
        HelpName = "name",
    };

    private readonly Option<string> _line = new("--line")
    {
        Description = "A or B, for redundant copies of one feed: run the command twice, with the same source.",
        DefaultValueFactory = _ => "",
        HelpName = "A|B",
    };

    private readonly Option<string?> _session = new("--session")
    {
        Description = "The id of the numbering. By default of its own for each run; with --line the source's, so that both lines share it.",
        HelpName = "id",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"A bearer token with the scope feed:publish. Better: the variable {TokenVariable}, which other users cannot see.",
        HelpName = "jwt",
    };

    public PublishingOptions(string? defaultProvider)
    {
        if (defaultProvider is not null)
        {
            _provider.DefaultValueFactory = _ => defaultProvider;
        }

        _provider.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && (name.Length is 0 or > 64 || !name.All(IsProviderCharacter)))
            {
                result.AddError("--provider: 1 to 64 characters of a-z, 0-9, '-' and '.'.");
            }
        });
        _line.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not ("" or "A" or "B"))
            {
                result.AddError("--line: A or B.");
            }
        });
        _session.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } id && id.Length is 0 or > MaxSessionLength - MaxSuffixLength)
            {
                result.AddError($"--session: 1 to {MaxSessionLength - MaxSuffixLength} characters.");
            }
        });
    }

    public Option<string> Line => _line;

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_provider);
        command.Options.Add(_line);
        command.Options.Add(_session);
        command.Options.Add(_token);
    }

    /// <remarks>The provider is empty where neither the user nor the command says who it is.</remarks>
    public FeedPublisherOptions Read(ParseResult parsed) => new()
    {
        Server = parsed.GetRequiredValue(_server),
        Provider = parsed.GetValue(_provider) ?? "",
        Line = parsed.GetRequiredValue(_line),
        SessionId = parsed.GetValue(_session) ?? "",
        BearerToken = Token(parsed) is { Length: > 0 } token ? token : null,
    };

    /// <summary>The session's id: the user's, or the source's, made unique for the run where no other line has to share it.</summary>
    /// <param name="round">Of a feed that plays again and again, from 1 on.</param>
    public static string SessionId(FeedPublisherOptions options, ITickSource source, string run, int round)
    {
        string name = (options.SessionId, options.Line) switch
        {
            ({ Length: > 0 } given, _) => given,
            (_, { Length: > 0 }) => source.SessionName,
            _ => $"{source.SessionName}.{run}",
        };
        return round == 1 ? name : $"{name}.{round}";
    }

    private static bool IsProviderCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.';

    private string? Token(ParseResult parsed) => parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenVariable);
}
