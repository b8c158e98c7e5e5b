using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using QuoteStream.LoadTests.Measuring;

namespace QuoteStream.LoadTests.Targets;

/// <summary>A server that a load test starts for itself: on free ports of this machine, with a folder of its own, and without its demo market.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private const string ServerName = "QuoteStream.Server";

    // A cold start on a busy machine takes a few seconds.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // What the server says last is why it did not start.
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _lines = [];

    private OwnServer(Process process, string folder, LoadTarget target)
    {
        _process = process;
        _folder = folder;
        Target = target;
    }

    public LoadTarget Target { get; }

    /// <param name="program">The built server, as a .dll; null: the one that is built beside this program.</param>
    /// <param name="settings">As on its command line, "Streaming:DefaultMaxRate=10".</param>
    /// <exception cref="FileNotFoundException">There is no built server.</exception>
    /// <exception cref="IOException">It does not start; says what it said last.</exception>
    public static async Task<OwnServer> StartAsync(string? program, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        string server = Path.GetFullPath(program ?? FindBuilt());
        string folder = Directory.CreateTempSubdirectory("quotestream-load-").FullName;
        Uri http = FreeAddress();
        Uri grpc = FreeAddress();
        string[] arguments =
        [
            server,
            $"--Kestrel:Endpoints:Http:Url={http}",
            $"--Kestrel:Endpoints:Grpc:Url={grpc}",
            "--Kestrel:Endpoints:Grpc:Protocols=Http2",
            $"--Data:Directory={folder}",
            "--Demo:Enabled=false",
            .. settings.Select(s => $"--{s}"),
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Path.GetDirectoryName(server)!, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        Process process = Process.Start(start) ?? throw new IOException("dotnet cannot be started.");
        var own = new OwnServer(process, folder, new LoadTarget(http, grpc, BearerToken: null, new ProcessProbe(process.Id)));
        process.OutputDataReceived += (_, line) => own.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => own.Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await own.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            return own;
        }
        catch
        {
            await own.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // A load test's server has nothing to save.
            _process.Kill();
            using var limit = new CancellationTokenSource(StopLimit);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string FindBuilt()
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        string framework = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string built = Path.Combine(folder, "src", ServerName, "bin", configuration, framework, $"{ServerName}.dll");
            if (File.Exists(built))
            {
                return built;
            }
        }

        throw new FileNotFoundException(
            $"There is no built server: dotnet build -c {configuration} src/{ServerName}, or name one with --server-program, or a running one with --server.");
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Target.Http };
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < StartLimit && !_process.HasExited)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Its port is not open yet.
            }

            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }

        throw new IOException($"The server did not start. It said last:\n{string.Join('\n', _lines)}");
    }

    private void Keep(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _lines.Enqueue(line);
            while (_lines.Count > KeptLines)
            {
                _lines.TryDequeue(out _);
            }
        }
    }
}
