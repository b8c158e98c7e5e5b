using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Servers;

/// <summary>A web server whose every answer a test gives by hand, byte for byte.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ScriptedRequest> _requests = Channel.CreateBounded<ScriptedRequest>(100);
    private readonly ConcurrentQueue<ScriptedRequest> _all = new();

    private ScriptedServer(HttpProtocols protocols, X509Certificate2? certificate)
    {
        // Empty: the settings of the real server lie beside the tests, and must not become this one's.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port =>
        {
            port.Protocols = protocols;
            if (certificate is not null)
            {
                port.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(async context =>
        {
            var request = new ScriptedRequest(context);
            _all.Enqueue(request);
            await _requests.Writer.WriteAsync(request);
            await request.Ended;
        });
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ScriptedServer> StartAsync(HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null)
    {
        var server = new ScriptedServer(protocols, certificate);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The next request that comes in; it stays open until the test ends it.</summary>
    public async Task<ScriptedRequest> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(Eventually.DefaultTimeout);

    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedRequest open in _all.Where(request => !request.Ended.IsCompleted))
        {
            open.Cut();
        }

        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
