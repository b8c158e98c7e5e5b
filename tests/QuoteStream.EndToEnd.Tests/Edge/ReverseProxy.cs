using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>A real proxy in front of a server, with an idle limit that a test can wait for. Disposing ends it.</summary>
internal sealed partial class ReverseProxy : IAsyncDisposable
{
    // Another program may take the port between its choice and its use.
    private const int Attempts = 5;

    private readonly TemporaryFolder _folder;
    private readonly ChildProcess _process;
    private readonly ServerCertificate _certificate;
    private readonly bool _isSecure;

    private ReverseProxy(TemporaryFolder folder, ChildProcess process, ServerCertificate certificate, bool isSecure, int port)
    {
        _folder = folder;
        _process = process;
        _certificate = certificate;
        _isSecure = isSecure;
        Address = new Uri($"{(isSecure ? "https" : "http")}://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    /// <param name="idleSeconds">After which the proxy closes a connection on which nothing passes; 60 in the README.</param>
    public static async Task<ReverseProxy> StartAsync(ProxyKind kind, Uri server, ServerCertificate certificate, int idleSeconds)
    {
        for (var attempt = 1; ; attempt++)
        {
            var proxy = Start(kind, server, certificate, idleSeconds);
            await Eventually.True(() => proxy._process.HasExited || proxy.IsListening());
            if (!proxy._process.HasExited)
            {
                return proxy;
            }

            await proxy._process.WaitForExitAsync();
            var words = string.Join('\n', proxy._process.Errors.Concat(proxy._process.Output));
            await proxy.DisposeAsync();
            if (attempt == Attempts)
            {
                throw new InvalidOperationException($"{kind} ended: {words}");
            }
        }
    }

    /// <summary>As a browser would come: over HTTP/2 where the proxy speaks it.</summary>
    public HttpClient CreateClient() => _certificate.CreateClient(Address, _isSecure ? HttpVersion.Version20 : HttpVersion.Version11);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static ReverseProxy Start(ProxyKind kind, Uri server, ServerCertificate certificate, int idleSeconds)
    {
        var folder = new TemporaryFolder();
        var port = FreePort();
        var file = Path.Combine(folder.Path, "proxy.conf");
        var isNginx = kind is ProxyKind.PlainNginx or ProxyKind.ReadmeNginx;
        var isReadme = kind is ProxyKind.ReadmeNginx or ProxyKind.ReadmeHaProxy;
        var settings = isReadme ? ReadmeBlock(isNginx ? "nginx" : "haproxy") : isNginx ? PlainNginx : PlainHaProxy;
        settings = settings
            .Replace("127.0.0.1:8080", server.Authority)
            .Replace("60s", $"{idleSeconds}s")
            .Replace("listen 443", $"listen 127.0.0.1:{port}")
            .Replace("bind :443", $"bind 127.0.0.1:{port}")
            .Replace("/etc/ssl/quotestream.pem", isNginx ? certificate.PemFile : certificate.PemAndKeyFile)
            .Replace("/etc/ssl/quotestream.key", certificate.KeyFile);
        File.WriteAllText(file, isNginx ? InsideNginx(settings, folder.Path) : settings);
        var process = isNginx
            ? ChildProcess.StartIn(folder.Path, Need.Nginx, "-p", folder.Path, "-c", file, "-e", "stderr")
            : ChildProcess.StartIn(folder.Path, Need.HaProxy, "-db", "-f", file);
        return new ReverseProxy(folder, process, certificate, isReadme, port);
    }

    private static string PlainNginx => """
        server {
            listen 443;
            location / {
                proxy_pass http://127.0.0.1:8080;
                proxy_read_timeout 60s;
            }
        }
        """;

    private static string PlainHaProxy => """
        defaults
            mode http
            timeout connect 5s
            timeout client 60s
            timeout server 60s

        listen quotes
            bind :443
            server quotestream 127.0.0.1:8080

        """;

    // One process that stays in front, and writes nowhere but into the folder; all else is nginx's default.
    private static string InsideNginx(string server, string folder) => $$"""
        daemon off;
        master_process off;
        pid {{folder}}/pid;
        events { }
        http {
            access_log off;
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            {{server}}
        }
        """;

    // What is written there is what is tested.
    private static string ReadmeBlock(string language) =>
        CodeBlocks().Matches(SourceTree.Read("README.md")).Single(block => block.Groups["language"].Value == language).Groups["text"].Value;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool IsListening()
    {
        try
        {
            using var probe = new TcpClient();
            probe.Connect(IPAddress.Loopback, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            // Not yet.
            return false;
        }
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
