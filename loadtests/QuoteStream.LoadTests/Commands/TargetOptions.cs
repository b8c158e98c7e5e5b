using System.CommandLine;
using QuoteStream.LoadTests.Measuring;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Commands;

/// <summary>Which server is put under load, on the command line.</summary>
internal sealed class TargetOptions
{
    private const string TokenVariable = "QUOTESTREAM_TOKEN";

    private readonly Option<Uri?> _server = Address("--server", "A running server: http://host:8080. Without it one is started for the test.");
    private readonly Option<Uri?> _grpc = Address("--grpc", "Its gRPC endpoint; by default port 8081 of the same host.");

    private readonly Option<int?> _processId = new("--pid")
    {
        Description = "Its process, when it is on this machine: what it uses is asked of the system, not of its metrics.", HelpName = "id",
    };

    private readonly Option<string?> _program = new("--server-program")
    {
        Description = "The built server to start, QuoteStream.Server.dll; by default that of this repository.", HelpName = "file",
    };

    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "A setting of the server that is started: --set Streaming:DefaultMaxRate=10. May be given again.", HelpName = "key=value", DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_grpc);
        command.Options.Add(_processId);
        command.Options.Add(_program);
        command.Options.Add(_settings);
        command.Validators.Add(result =>
        {
            // Whether they are given; what is wrong with one is told where it is read.
            bool isRunning = result.GetResult(_server) is { Implicit: false };
            if (isRunning && (result.GetResult(_program) is { Implicit: false } || result.GetResult(_settings) is { Implicit: false }))
            {
                result.AddError("--server-program and --set are for a server that is started here, not for a running one.");
            }

            if (!isRunning && (result.GetResult(_grpc) is { Implicit: false } || result.GetResult(_processId) is { Implicit: false }))
            {
                result.AddError("--grpc and --pid belong to a running server: name it with --server.");
            }
        });
    }

    /// <summary>Null: one is to be started.</summary>
    public LoadTarget? Running(ParseResult parsed, HttpClient metrics) => parsed.GetValue(_server) is not { } server
        ? null
        : new LoadTarget(
            server,
            parsed.GetValue(_grpc) ?? new UriBuilder(server) { Port = 8081 }.Uri,
            Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null,
            parsed.GetValue(_processId) is { } id ? new ProcessProbe(id) : new MetricsProbe(server, metrics));

    /// <exception cref="IOException">It cannot be started.</exception>
    public Task<OwnServer> StartAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        OwnServer.StartAsync(parsed.GetValue(_program), parsed.GetValue(_settings) ?? [], cancellationToken);

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "url",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme == "http")
            {
                return address;
            }

            result.AddError($"{name} {result.Tokens[0].Value}: an http:// address. Streams are measured without TLS.");
            return null;
        },
    };
}
