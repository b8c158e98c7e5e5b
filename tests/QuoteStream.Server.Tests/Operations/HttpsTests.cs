using System.Net;
using System.Net.Quic;
using System.Runtime.Versioning;
using QuoteStream.Client.Feeds;
using QuoteStream.Server.Operations;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Operations;

public sealed class HttpsTests : IDisposable
{
    private const string Https = "Kestrel:Endpoints:Https";

    private readonly ServerCertificate _certificate = new();

    public static TheoryData<string[]> Sources => new(
        ["Path", "{pfx}", "Password", ServerCertificate.Password],
        ["Path", "{pem}", "KeyPath", "{key}"],
        ["Path", "{pem}", "KeyPath", "{encrypted}", "Password", ServerCertificate.Password]);

    public static TheoryData<string, string[]> Faults => new()
    {
        { $"{Https}:Certificate:Path", ["Path", "/nowhere/server.pfx", "Password", "x"] },
        { $"{Https}:Certificate:Path", ["Path", "/", "Password", "x"] },
        { $"{Https}:Certificate:Path", ["Path", "{key}", "KeyPath", "{key}"] },
        { $"{Https}:Certificate:Path", ["KeyPath", "{key}"] },
        { $"{Https}:Certificate:Path", ["Password", "secret"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{pem}", "KeyPath", "/nowhere/server.key"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{pem}", "KeyPath", "{otherkey}"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{pem}", "KeyPath", "{pem}"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{pem}", "KeyPath", "{encrypted}", "Password", "secret"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{pem}", "KeyPath", "{encrypted}"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{pem}"] },
        { $"{Https}:Certificate:KeyPath", ["Path", "{key}"] },
        { $"{Https}:Certificate:Password", ["Path", "{pfx}", "Password", "secret"] },
        { $"{Https}:Certificate:Password", ["Path", "{pfx}"] },
        { $"{Https}:Certificate:Pasword", ["Path", "{pfx}", "Pasword", "secret"] },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Everything_is_served_over_TLS_with_a_certificate_from_files(string[] certificate)
    {
        await using var server = await RunningServer.StartAsync([(Https + ":Url", "https://127.0.0.1:0"), .. Certificate($"{Https}:Certificate", certificate)]);

        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var client = _certificate.CreateClient(server.HttpsAddress, version);
            using var ready = await client.GetAsync("/healthz/ready");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Equal(version, ready.Version);
            Assert.Contains("<title>QuoteStream</title>", await client.GetStringAsync("/"));
            using var stream = await client.GetAsync("/v1/stream?symbols=AAPL", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Feeds_are_published_over_the_same_port()
    {
        await using var server = await RunningServer.StartAsync(_certificate.Settings);
        using var handler = _certificate.CreateHandler();
        await using var publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = server.HttpsAddress, Provider = "tls", Venue = "XNAS", PriceExponent = -2, Tls = handler.SslOptions,
        });
        var batch = new TickBatch();
        batch.AddQuote("AAPL"u8, Streaming.TickSource.NowNanos, 18912, 300, 18914, 200);
        await publisher.PublishAsync(batch);
        Assert.Equal(1, (await publisher.CompleteAsync()).Applied);

        using var client = _certificate.CreateClient(server.HttpsAddress, HttpVersion.Version20);
        Assert.Contains("\"bid\":189.12,", await client.GetStringAsync("/v1/quotes?symbols=AAPL"));
    }

    [Theory]
    [InlineData("https://*:8443", "--environment=Production")]
    [InlineData("https://localhost:8443", "--environment=Development")]
    [InlineData(null, "--Kestrel:Endpoints:Http:Url=https://*:443")]
    public async Task A_default_certificate_alone_opens_the_documented_port_unless_it_is_used_elsewhere(string? url, string argument)
    {
        using var data = new TemporaryFolder();
        await using var app = Program.Build([
            argument,
            $"--Data:Directory={data.Path}",
            $"--Kestrel:Certificates:Default:Path={_certificate.PfxFile}",
            $"--Kestrel:Certificates:Default:Password={ServerCertificate.Password}",
        ]);

        Assert.Equal(url, app.Configuration[Https + ":Url"]);
    }

    [Fact]
    public async Task Without_a_certificate_no_further_port_is_opened()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(server.HttpAddress, server.HttpsAddress);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_certificate_that_cannot_be_used_stops_the_start_and_says_which_key_is_at_fault(string key, string[] certificate)
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(
            () => RunningServer.StartAsync([(Https + ":Url", "https://127.0.0.1:0"), .. Certificate($"{Https}:Certificate", certificate)]));
        var shared = await Assert.ThrowsAsync<SettingException>(
            () => RunningServer.StartAsync([(Https + ":Url", "https://127.0.0.1:0"), .. Certificate("Kestrel:Certificates:Default", certificate)]));

        Assert.Equal(key, refusal.Key);
        Assert.Equal(key.Replace($"{Https}:Certificate", "Kestrel:Certificates:Default"), shared.Key);
        Assert.DoesNotContain("secret", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task A_password_without_a_file_is_not_passed_over()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => RunningServer.StartAsync(("Kestrel:Certificates:Default:Password", "secret")));

        Assert.Equal("Kestrel:Certificates:Default:Path", refusal.Key);
    }

    [Fact]
    public async Task Without_a_certificate_there_is_no_https_outside_development()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(
            () => RunningServer.StartAsync(("environment", "Production"), (Https + ":Url", "https://127.0.0.1:0")));

        Assert.Equal($"{Https}:Certificate:Path", refusal.Key);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Http_3_is_served_where_the_machine_has_QUIC_and_refused_with_a_reason_elsewhere()
    {
        (string Key, string Value)[] settings = [.. _certificate.Settings, (Https + ":Protocols", "Http1AndHttp2AndHttp3")];
        if (QuicListener.IsSupported)
        {
            await using var server = await RunningServer.StartAsync(settings);
            using var client = _certificate.CreateClient(server.HttpsAddress, HttpVersion.Version30);
            Assert.Contains("healthy", await client.GetStringAsync("/healthz/ready"));
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<SettingException>(() => RunningServer.StartAsync(settings));
            Assert.Equal(Https + ":Protocols", refusal.Key);
            Assert.Contains("QUIC", refusal.Message);
        }
    }

    [Fact]
    public async Task Http_3_is_not_offered_unless_it_is_asked_for()
    {
        await using var server = await RunningServer.StartAsync(_certificate.Settings);
        using var client = _certificate.CreateClient(server.HttpsAddress, HttpVersion.Version20);

        using var response = await client.GetAsync("/healthz/ready");

        Assert.False(response.Headers.Contains("Alt-Svc"));
    }

    public void Dispose() => _certificate.Dispose();

    private IEnumerable<(string Key, string Value)> Certificate(string section, string[] pairs)
    {
        using var other = new ServerCertificate();
        var otherKey = Path.Combine(Path.GetDirectoryName(_certificate.KeyFile)!, "other.key");
        File.Copy(other.KeyFile, otherKey, overwrite: true);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            yield return ($"{section}:{pairs[i]}", pairs[i + 1]
                .Replace("{pfx}", _certificate.PfxFile)
                .Replace("{pem}", _certificate.PemFile)
                .Replace("{key}", _certificate.KeyFile)
                .Replace("{otherkey}", otherKey)
                .Replace("{encrypted}", _certificate.EncryptedKeyFile));
        }
    }
}
