using System.Net.Http.Headers;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Portfolios;

/// <summary>A server with a ledger that is killed and started again on the same ports and data.</summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    private const string Subject = "alice";

    private readonly TemporaryFolder _data = new();
    private readonly (string Key, string Value)[] _ledger;
    private readonly (string Key, string Value)[] _settings;
    private ServerProcess? _process;

    /// <param name="store">Settings that say which store, and where it is.</param>
    public LedgerServer(params (string Key, string Value)[] store)
    {
        var http = LastingPort.TakeUrl();
        Address = new Uri(http);
        _ledger = [("environment", "Development"), ("Data:Directory", _data.Path), .. store];
        _settings =
        [
            .. _ledger,
            ("Kestrel:Endpoints:Http:Url", http),
            ("Kestrel:Endpoints:Grpc:Url", LastingPort.TakeUrl()),
            ("Streaming:DrainPeriod", "00:00:00"),
        ];
    }

    public Uri Address { get; }

    public async Task StartAsync() => _process = await ServerProcess.StartAsync(_settings);

    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    public Task<int> TerminateAsync() => _process!.TerminateAsync();

    /// <summary>Adds up the whole ledger with the program's own command, while no server has it open.</summary>
    public Task<(int ExitCode, string Output)> ProveAsync() =>
        RunAsync(["trial-balance", .. _ledger.Select(setting => $"--{setting.Key}={setting.Value}")]);

    /// <summary>A client with its owner's token.</summary>
    public async Task<HttpClient> ConnectAsync()
    {
        var (code, token) = await RunAsync(
            "token", "--subject", Subject, "--scope", "quotes:read portfolio:read portfolio:write", $"--Data:Directory={_data.Path}");
        Assert.True(code == 0, token);
        var client = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Address };
        // What follows the token are remarks on the error output.
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Split('\n')[0]);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data.Dispose();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        await using var process = ServerProcess.Run(args);
        var code = await process.WaitForExitAsync();
        return (code, string.Join('\n', process.Output.Concat(process.Errors)));
    }
}
