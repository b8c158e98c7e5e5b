using Google.Protobuf.Reflection;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Ingest.Protos.Reflection;
using QuoteStream.Server.Tests.Ingest.Grpc;

namespace QuoteStream.Server.Tests.Ingest.Reflection;

public sealed class ReflectionServiceTests(IngestServer server) : IClassFixture<IngestServer>
{
    private const int NotFound = 5;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task Both_versions_list_the_services(string version)
    {
        var response = await AskAsync(new ServerReflectionRequest { Host = "here", ListServices = "" }, version);
        Assert.Equal("here", response.ValidHost);
        Assert.Equal("here", response.OriginalRequest.Host);
        Assert.Equal(
            [
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "quotestream.ingest.v1.FeedIngest",
            ],
            response.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("quotestream.ingest.v1.FeedIngest", "feed_ingest.proto")]
    [InlineData("quotestream.ingest.v1.FeedIngest.Publish", "feed_ingest.proto")]
    [InlineData("quotestream.ingest.v1.Tick", "feed_ingest.proto")]
    [InlineData("quotestream.ingest.v1.Tick.symbol", "feed_ingest.proto")]
    [InlineData("quotestream.ingest.v1.Tick.event", "feed_ingest.proto")]
    [InlineData("quotestream.ingest.v1.TradingState", "feed_ingest.proto")]
    [InlineData("quotestream.ingest.v1.TRADING_STATE_HALTED", "feed_ingest.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.NOT_SERVING", "grpc/health/v1/health.proto")]
    [InlineData("grpc.reflection.v1alpha.ServerReflectionRequest", "grpc/reflection/v1alpha/reflection.proto")]
    public async Task A_symbol_leads_to_its_file(string symbol, string file)
    {
        var response = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
        Assert.Equal(file, FirstFile(response).Name);
    }

    [Fact]
    public async Task The_files_that_are_answered_can_be_built_by_themselves()
    {
        foreach (var service in ServedServices.All)
        {
            var response = await AskAsync(new ServerReflectionRequest { FileByFilename = service.File.Name });
            var files = FileDescriptor.BuildFromByteStrings(response.FileDescriptorResponse.FileDescriptorProto.Reverse());
            Assert.Contains(files, file => file.Services.Any(built => built.FullName == service.FullName));
        }
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_inside_the_stream()
    {
        ServerReflectionRequest[] asked =
        [
            new() { FileByFilename = "none.proto" },
            new() { FileContainingSymbol = "quotestream.ingest.v1.Nothing" },
            new() { FileContainingExtension = new ExtensionRequest { ContainingType = "quotestream.ingest.v1.Tick", ExtensionNumber = 100 } },
            new() { AllExtensionNumbersOfType = "quotestream.ingest.v1.FeedIngest" },
        ];
        await using var call = Open("v1");
        foreach (var request in asked)
        {
            await call.SendAsync(request);
            Assert.Equal(NotFound, (await call.ReadAsync(ServerReflectionResponse.Parser))!.ErrorResponse.ErrorCode);
        }

        await call.SendAsync(new ServerReflectionRequest());
        Assert.Equal(
            (int)GrpcStatusCode.InvalidArgument, (await call.ReadAsync(ServerReflectionResponse.Parser))!.ErrorResponse.ErrorCode);
        call.Complete();
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_message_has_no_extensions()
    {
        var response = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "quotestream.ingest.v1.Tick" });
        Assert.Equal("quotestream.ingest.v1.Tick", response.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(response.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public void Every_served_method_is_described_and_every_described_one_is_served()
    {
        var routes = (GrpcRoutes)server.Server.Services.GetService(typeof(GrpcRoutes))!;
        foreach (var method in ServedServices.All.SelectMany(service => service.Methods))
        {
            Assert.NotNull(routes.Find($"/{method.Service.FullName}/{method.Name}", out _));
        }

        Assert.Equal(ServedServices.All.Select(service => service.FullName).Order(), routes.Services.Order());
    }

    private static FileDescriptorProto FirstFile(ServerReflectionResponse response) =>
        FileDescriptorProto.Parser.ParseFrom(response.FileDescriptorResponse.FileDescriptorProto[0]);

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request, string version = "v1")
    {
        await using var call = Open(version);
        await call.SendAsync(request);
        call.Complete();
        return Assert.Single(await call.ReadAllAsync(ServerReflectionResponse.Parser));
    }

    private RawGrpcCall Open(string version) => new(server.Client, $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
}
