namespace QuoteStream.Testing;

/// <summary>The built server as a process of its own: for what only a process has, such as signals, an exit code and output.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string ListeningPrefix = "Now listening on: ";

    // The host prints this line after Kestrel's.
    private const string StartedLine = "Application started.";

    private readonly TemporaryFolder _data = new();
    private readonly ChildProcess _process;

    private ServerProcess(IEnumerable<string> args)
    {
        _process = ChildProcess.StartIn(_data.Path, "dotnet", [FindServer(), .. args]);
    }

    /// <summary>Which build of the server is tested: Debug or Release.</summary>
    public static string Configuration => TestFolder.Parent!.Name;

    /// <summary>HTTP/1.1. Only of a server that was started to listen.</summary>
    public Uri HttpAddress => ListeningOn(1);

    /// <summary>HTTP/2 without TLS. Only of a server that was started to listen.</summary>
    public Uri GrpcAddress => ListeningOn(0);

    /// <inheritdoc cref="ChildProcess.Output"/>
    public IReadOnlyCollection<string> Output => _process.Output;

    /// <inheritdoc cref="ChildProcess.Errors"/>
    public IReadOnlyCollection<string> Errors => _process.Errors;

    private static DirectoryInfo TestFolder => new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private bool HasStarted => Output.Any(line => line.Contains(StartedLine));

    /// <summary>Runs the server with exactly these arguments; it may well end by itself. It runs in a directory of its own.</summary>
    public static ServerProcess Run(params string[] args) => new(args);

    /// <summary>Runs the server on free ports, in the Development environment without the demo market, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] defaults =
        [
            ("environment", "Development"),
            ("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0"),
            ("Demo:Enabled", "false"),
        ];
        var server = new ServerProcess(defaults.Concat(settings).Select(setting => $"--{setting.Key}={setting.Value}"));
        try
        {
            await Eventually.True(() => server.HasStarted || server._process.HasExited);
            return server.HasStarted
                ? server
                : throw new InvalidOperationException($"The server ended: {string.Join('\n', server.Errors.Concat(server.Output))}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="ChildProcess.TerminateAsync"/>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task<int> KillAsync() => _process.KillAsync();

    /// <inheritdoc cref="ChildProcess.WaitForExitAsync"/>
    public Task<int> WaitForExitAsync() => _process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _data.Dispose();
    }

    // The tests' own configuration and framework are the last two parts of their output path; the server was built with them.
    private static string FindServer() => Path.Combine(
        RepositoryFolder.Root, "src", "QuoteStream.Server", "bin", Configuration, TestFolder.Name, "QuoteStream.Server.dll");

    // Kestrel binds the endpoints of its configuration, and prints them, in the order of their names: Grpc, then Http.
    private Uri ListeningOn(int index) => Output
        .Where(line => line.Contains(ListeningPrefix))
        .Select(line => new Uri(line[(line.IndexOf(ListeningPrefix, StringComparison.Ordinal) + ListeningPrefix.Length)..]))
        .ElementAt(index);
}
