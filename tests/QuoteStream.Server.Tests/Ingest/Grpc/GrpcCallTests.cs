using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Security;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest.Grpc;

/// <summary>The protocol's side alone, on a Kestrel of its own, with a clock that the test moves.</summary>
public sealed class GrpcCallTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly FeedHandler _feeds = new(new SymbolTable(1000, new TradingCalendar()), new FeedHandlingOptions(), TimeProvider.System);
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Configuration["Auth:AnonymousIngest"] = "true";
        builder.AddSettings<DataOptions>();
        builder.AddCrossOrigin();
        builder.AddAuth();
        builder.Services.AddLogging();
        _app = builder.Build();
        var gate = _app.Services.GetRequiredService<AccessGate>();
        var ingest = new FeedIngestService(_feeds, new IngestOptions(), gate, NullLogger<FeedIngestService>.Instance);
        var server = new GrpcServer(new GrpcRoutes([new TestService(), ingest]), _app.Lifetime, new GrpcFarewell(_app.Lifetime), _time, NullLogger<GrpcServer>.Instance);
        _app.Run(server.ServeAsync);
        await _app.StartAsync();
        _client = RawGrpcCall.CreateClient(new Uri(_app.Urls.Single()));
    }

    [Fact]
    public async Task A_call_without_a_first_message_is_ended()
    {
        await using var call = new RawGrpcCall(_client, TestService.Count);
        await Eventually.True(() => _time.Waiting == 1);
        _time.Advance(GrpcCall.FirstMessageTimeout);
        var status = await call.StatusAsync();
        Assert.Equal(4, status.Code);
        Assert.Contains("no message came within 30 s", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_with_a_first_message_may_then_be_silent()
    {
        await using var call = new RawGrpcCall(_client, TestService.Count);
        await call.SendAsync(new PublishRequest());
        Assert.Equal(1ul, (await call.ReadAsync(PublishResponse.Parser))!.Applied);
        _time.Advance(TimeSpan.FromDays(1));
        await call.SendAsync(new PublishRequest());
        Assert.Equal(2ul, (await call.ReadAsync(PublishResponse.Parser))!.Applied);
        call.Complete();
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task The_deadline_comes_when_its_time_is_up_and_not_before()
    {
        await using var call = new RawGrpcCall(_client, TestService.Count, ("grpc-timeout", "10S"));
        await call.SendAsync(new PublishRequest());
        await call.ReadAsync(PublishResponse.Parser);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        await call.SendAsync(new PublishRequest());
        Assert.Equal(2ul, (await call.ReadAsync(PublishResponse.Parser))!.Applied);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        var status = await call.StatusAsync();
        Assert.Equal(4, status.Code);
        Assert.False(status.IsTrailersOnly);
    }

    [Fact]
    public async Task The_last_acknowledgement_comes_before_the_deadline_ends_the_call()
    {
        await using var call = new RawGrpcCall(_client, RawGrpcCall.PublishPath, ("grpc-timeout", "10S"));
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(20, firstSequence: 1));
        await Eventually.True(() => _feeds.Providers is [{ } provider] && provider.CountTicks().Applied == 20);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(20ul, (await call.ReadAllAsync(PublishResponse.Parser))[^1].AcceptedThrough);
        Assert.Equal(4, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_handler_that_fails_is_unknown_and_tells_nothing_of_itself()
    {
        await using var call = new RawGrpcCall(_client, TestService.Fail);
        var status = await call.StatusAsync();
        Assert.Equal(2, status.Code);
        Assert.DoesNotContain("secret", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_does_not_take_its_status_is_reset()
    {
        await using var call = new RawGrpcCall(_client, TestService.Flood);
        Assert.NotNull(await call.ReadAsync(PublishResponse.Parser));
        TestService.CallerHasRead.SetResult();

        // The handler has filled the caller's window and given up; its status waits behind what the caller does not read.
        await Eventually.True(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(11));
            return TestService.HasFlooded && _time.Waiting == 0;
        });
        await Assert.ThrowsAnyAsync<Exception>(() => call.StatusAsync());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class TestService : IGrpcService
    {
        public const string Count = "/test.Service/Count";
        public const string Fail = "/test.Service/Fail";
        public const string Flood = "/test.Service/Flood";

        /// <summary>Set by the one test of <see cref="Flood"/>.</summary>
        public static TaskCompletionSource CallerHasRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static bool HasFlooded { get; private set; }

        public IReadOnlyDictionary<string, GrpcHandler> Methods { get; } = new Dictionary<string, GrpcHandler>
        {
            [Count] = CountAsync,
            [Fail] = _ => throw new InvalidOperationException("secret"),
            [Flood] = FloodAsync,
        };

        private static async Task<GrpcStatus> CountAsync(GrpcCall call)
        {
            for (var count = 1ul; ; count++)
            {
                var read = await call.Requests.ReadAsync();
                if (read != GrpcRead.Message)
                {
                    return call.StatusAfter(read);
                }

                await call.Responses.WriteAsync(new PublishResponse { Applied = count }, call.Ending);
            }
        }

        private static async Task<GrpcStatus> FloodAsync(GrpcCall call)
        {
            await call.Responses.WriteAsync(new PublishResponse { Applied = 1 }, CancellationToken.None);

            // More than the window of a caller who does not read can grow to: this write cannot come to its end.
            var large = new PublishResponse { Rejections = { new Rejection { Detail = new string('x', 20_000_000) } } };
            using var giveUp = new CancellationTokenSource();
            var flood = call.Responses.WriteAsync(large, giveUp.Token).AsTask();

            // A reset drops what the caller has not read yet.
            await CallerHasRead.Task;
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flood);
            HasFlooded = true;
            return GrpcStatus.Ok;
        }
    }
}
