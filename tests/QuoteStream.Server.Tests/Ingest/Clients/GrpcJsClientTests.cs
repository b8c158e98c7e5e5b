using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest.Clients;

/// <summary>@grpc/grpc-js, the gRPC of Node.js: a client in JavaScript, HTTP/2 by nghttp2.</summary>
public sealed class GrpcJsClientTests(IngestServer server) : IClassFixture<IngestServer>
{
    private const string Modules = "tests/QuoteStream.Server.Tests/Ingest/Clients/node/node_modules/@grpc/grpc-js";

    [TheoryNeeds("node", Modules)]
    [InlineData("publish")]
    [InlineData("gzip")]
    [InlineData("errors")]
    [InlineData("malformed")]
    [InlineData("unimplemented")]
    [InlineData("deadline")]
    [InlineData("health")]
    [InlineData("reflection")]
    public Task Is_served(string scenario) => RunAsync(server.Server, scenario);

    [FactNeeds("node", Modules)]
    public async Task Cancelling_closes_the_line()
    {
        await RunAsync(server.Server, "cancel");
        var feeds = server.Server.Services.GetRequiredService<FeedHandler>();
        await Eventually.True(() => feeds.Providers.Any(provider => provider is { Name: "js-cancel", IsUp: false }));
    }

    [FactNeeds("node", Modules)]
    public async Task Shutdown_is_told_after_the_last_acknowledgement()
    {
        await using var stopping = await RunningServer.StartAsync();
        await RunAsync(stopping, "shutdown", stopping.StopAsync);
    }

    private static Task RunAsync(RunningServer running, string scenario, Func<Task>? whenOpen = null) => ClientScript.RunAsync(
        "node", [ClientScript.PathOf("node", "client.js"), running.GrpcAddress.Authority, RepositoryFolder.Root, scenario], whenOpen);
}
