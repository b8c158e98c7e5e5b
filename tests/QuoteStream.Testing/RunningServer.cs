using Microsoft.AspNetCore.Builder;

namespace QuoteStream.Testing;

/// <summary>The real server inside the test's process, on free ports of the loopback address, with a data directory of its own.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _data;
    private bool _stopped;

    private RunningServer(WebApplication app, TemporaryFolder data)
    {
        _app = app;
        _data = data;

        // Kestrel binds the endpoints of its configuration in the order of their names: Grpc, Http, and Https where it is configured.
        var addresses = app.Urls.Select(url => new Uri(url)).ToArray();
        GrpcAddress = addresses[0];
        HttpAddress = addresses[1];
        HttpsAddress = addresses.ElementAtOrDefault(2) ?? HttpAddress;
        // A stream that is left unread is closed at once, not drained for two seconds.
        Http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = HttpAddress };
    }

    /// <summary>HTTP/1.1: pages, REST, streams, metrics.</summary>
    public Uri HttpAddress { get; }

    /// <summary>HTTP/2 without TLS: ingest.</summary>
    public Uri GrpcAddress { get; }

    /// <summary>HTTP/1.1 and HTTP/2 over TLS, where <see cref="ServerCertificate.Settings"/> were given; else <see cref="HttpAddress"/>.</summary>
    public Uri HttpsAddress { get; }

    /// <summary>A client of <see cref="HttpAddress"/>.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>
    /// Starts a server in the Development environment without the demo market. Settings, as ("Streaming:MaxStreams", "2"), come last and win;
    /// so does ("environment", "Production").
    /// </summary>
    public static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, settings);

    /// <inheritdoc cref="StartAsync(ValueTuple{string, string}[])"/>
    /// <param name="map">Adds what only a test needs, such as a route that fails, before the server starts.</param>
    public static Task<RunningServer> StartAsync(Action<WebApplication> map, params (string Key, string Value)[] settings) =>
        StartAsync(_ => { }, map, settings);

    /// <inheritdoc cref="StartAsync(ValueTuple{string, string}[])"/>
    /// <param name="adapt">Puts other parts in the place of some.</param>
    /// <param name="map">Adds what only a test needs, such as a route that fails, before the server starts.</param>
    public static async Task<RunningServer> StartAsync(
        Action<WebApplicationBuilder> adapt, Action<WebApplication> map, params (string Key, string Value)[] settings)
    {
        var data = new TemporaryFolder();
        (string Key, string Value)[] defaults =
        [
            ("environment", "Development"),
            ("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0"),
            ("Data:Directory", data.Path),
            ("Demo:Enabled", "false"),
            ("Logging:LogLevel:Default", "Warning"),

            // Each server would otherwise hold file watchers, of which a user has few.
            ("hostBuilder:reloadConfigOnChange", "false"),
        ];
        var app = Server.Program.Build([.. defaults.Concat(settings).Select(setting => $"--{setting.Key}={setting.Value}")], adapt);
        map(app);
        await app.StartAsync();
        return new RunningServer(app, data);
    }

    /// <summary>Stops as SIGTERM would. Disposing does it too.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _app.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
    }
}
