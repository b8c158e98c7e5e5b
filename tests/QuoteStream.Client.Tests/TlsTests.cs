using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using QuoteStream.Client.Feeds;
using QuoteStream.Client.Streams;
using QuoteStream.Client.Tests.Servers;
using QuoteStream.Client.Tests.Streams;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests;

public class TlsTests
{
    [Fact]
    public async Task Feeds_are_published_over_TLS_to_a_server_that_is_trusted()
    {
        using X509Certificate2 certificate = CreateCertificate();
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http1AndHttp2, certificate);
        FeedPublisherOptions options = new() { Server = server.Address, Provider = "test-feed" };
        await using var publisher = new FeedPublisher(options with { Tls = Trust(certificate) });
        await publisher.ConnectAsync();
        Task<FeedTotals> completing = publisher.CompleteAsync();
        await (await server.NextAsync()).AnswerGrpcAsync(GrpcFraming.Frame(new PublishResponse { Applied = 7 }), "0");
        Assert.Equal(7, (await completing).Applied);

        await using var stranger = new FeedPublisher(options);
        Task connecting = stranger.ConnectAsync();
        await Eventually.True(() => stranger.LastProblem is not null);
        Assert.Contains("certificate", stranger.LastProblem);
        await stranger.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => connecting);
    }

    [Fact]
    public async Task Streams_are_read_over_TLS_with_a_handler_of_ones_own()
    {
        using X509Certificate2 certificate = CreateCertificate();
        await using ScriptedServer server = await ScriptedServer.StartAsync(HttpProtocols.Http1AndHttp2, certificate);
        using var handler = new SocketsHttpHandler { SslOptions = Trust(certificate) };
        using var client = new QuoteStreamClient(new QuoteStreamClientOptions { Server = server.Address, Handler = handler });
        await using var events = new EventQueue(client.SubscribeAsync(new QuoteSubscription { Symbols = ["AAPL"] }));
        Task<ConnectionEvent> connecting = events.NextAsync<ConnectionEvent>();
        await (await server.NextAsync()).StreamAsync("event: ready\ndata: {\"symbols\":2}\n\n");
        await connecting;
        Assert.Equal(2, (await events.NextAsync<ReadyEvent>()).Symbols);
    }

    private static SslClientAuthenticationOptions Trust(X509Certificate2 certificate) => new()
    {
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
    };

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=quotestream.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
