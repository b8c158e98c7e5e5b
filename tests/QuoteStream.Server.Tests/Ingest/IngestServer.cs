using QuoteStream.Server.Tests.Ingest.Grpc;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest;

/// <summary>A server that a class of tests shares, with an HTTP/2 client of its gRPC port.</summary>
public sealed class IngestServer : IAsyncLifetime
{
    private RunningServer? _server;

    public RunningServer Server => _server!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        Client = RawGrpcCall.CreateClient(_server.GrpcAddress);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
