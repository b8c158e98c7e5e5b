using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest.Clients;

/// <summary>python3-grpcio: gRPC's C library, which C++, Python, Ruby and PHP clients share.</summary>
public sealed class PythonClientTests(IngestServer server) : IClassFixture<IngestServer>
{
    // Debian's package belongs to Debian's interpreter, whichever python3 comes first on the path.
    private const string Python = "/usr/bin/python3";

    [TheoryNeeds(Need.PythonGrpc)]
    [InlineData("publish")]
    [InlineData("gzip")]
    [InlineData("errors")]
    [InlineData("malformed")]
    [InlineData("unimplemented")]
    [InlineData("deadline")]
    [InlineData("health")]
    [InlineData("reflection")]
    public Task Is_served(string scenario) => RunAsync(server.Server, scenario);

    [FactNeeds(Need.PythonGrpc)]
    public async Task Cancelling_closes_the_line()
    {
        await RunAsync(server.Server, "cancel");
        var feeds = server.Server.Services.GetRequiredService<FeedHandler>();
        await Eventually.True(() => feeds.Providers.Any(provider => provider is { Name: "py-cancel", IsUp: false }));
    }

    [FactNeeds(Need.PythonGrpc)]
    public async Task Shutdown_is_told_after_the_last_acknowledgement()
    {
        await using var stopping = await RunningServer.StartAsync();
        await RunAsync(stopping, "shutdown", stopping.StopAsync);
    }

    private static async Task RunAsync(RunningServer running, string scenario, Func<Task>? whenOpen = null)
    {
        using var folder = new TemporaryFolder();
        var descriptors = Path.Combine(folder.Path, "descriptors.bin");
        await File.WriteAllBytesAsync(descriptors, ClientScript.DescribeServices());
        await ClientScript.RunAsync(
            Python, [ClientScript.PathOf("python", "client.py"), running.GrpcAddress.Authority, descriptors, scenario], whenOpen);
    }
}
