using QuoteStream.Server.Ingest.Protos.Health;
using QuoteStream.Server.Tests.Ingest.Grpc;
using QuoteStream.Testing;
using ServingStatus = QuoteStream.Server.Ingest.Protos.Health.HealthCheckResponse.Types.ServingStatus;

namespace QuoteStream.Server.Tests.Ingest.Health;

public sealed class HealthServiceTests(IngestServer server) : IClassFixture<IngestServer>
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";

    [Theory]
    [InlineData("")]
    [InlineData("quotestream.ingest.v1.FeedIngest")]
    [InlineData("grpc.health.v1.Health")]
    public async Task A_served_service_is_serving(string service)
    {
        await using var call = new RawGrpcCall(server.Client, Check);
        await call.SendAsync(new HealthCheckRequest { Service = service });
        call.Complete();
        Assert.Equal(ServingStatus.Serving, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Checking_a_service_that_is_not_served_finds_nothing()
    {
        await using var call = new RawGrpcCall(server.Client, Check);
        await call.SendAsync(new HealthCheckRequest { Service = "nobody" });
        Assert.Equal(5, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_check_without_a_request_breaks_the_rules_of_a_unary_call()
    {
        await using var call = new RawGrpcCall(server.Client, Check);
        call.Complete();
        Assert.Equal(12, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_malformed_request_is_told_so()
    {
        await using var call = new RawGrpcCall(server.Client, Check);
        await call.SendBytesAsync(RawGrpcCall.Frame([0x0a, 0x05]));
        var status = await call.StatusAsync();
        Assert.Equal(13, status.Code);
        Assert.Contains("malformed HealthCheckRequest", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_an_unknown_service_goes_on()
    {
        await using var call = new RawGrpcCall(server.Client, Watch, ("grpc-timeout", "600m"));
        await call.SendAsync(new HealthCheckRequest { Service = "nobody" });
        call.Complete();
        var statuses = await call.ReadAllAsync(HealthCheckResponse.Parser);
        Assert.All(statuses, response => Assert.Equal(ServingStatus.ServiceUnknown, response.Status));
        Assert.Equal(4, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_watch_sees_the_server_stop()
    {
        await using var stopping = await RunningServer.StartAsync();
        using var client = RawGrpcCall.CreateClient(stopping.GrpcAddress);
        await using var call = new RawGrpcCall(client, Watch);
        await call.SendAsync(new HealthCheckRequest());
        call.Complete();
        Assert.Equal(ServingStatus.Serving, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
        var stop = stopping.StopAsync();
        Assert.Equal(ServingStatus.NotServing, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
        Assert.Equal(14, (await call.StatusAsync()).Code);
        await stop;
    }
}
