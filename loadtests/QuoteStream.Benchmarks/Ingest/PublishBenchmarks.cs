using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Client.Feeds;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.Benchmarks.Ingest;

/// <summary>
/// A whole feed line over loopback: FeedPublisher, HTTP/2, Kestrel, and stages 1 to 5, client and server in this process on the same cores. The
/// time is per tick, so 125 ns are 8 million ticks a second.
/// </summary>
[MemoryDiagnoser]
public class PublishBenchmarks
{
    private const int TicksPerMessage = 500;

    /// <summary>A second's worth of ticks or so, so that starting and ending the flow do not count.</summary>
    private const int Messages = 10_000;

    private readonly TickBatch _batch = new();
    private WebApplication _server = null!;
    private FeedPublisher _publisher = null!;
    private FeedHandler _feeds = null!;
    private string _data = null!;
    private long _sent;

    // Not an asynchronous one: in its own process BenchmarkDotNet does not wait for those.
    [GlobalSetup]
    public void Setup() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => StopAsync().GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        _data = Directory.CreateTempSubdirectory("quotestream-benchmark").FullName;
        _server = Server.Program.Build(
        [
            "--environment=Development", "--Demo:Enabled=false", $"--Data:Directory={_data}", "--Logging:LogLevel:Default=Warning",
            "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0",
        ]);
        await _server.StartAsync();
        _feeds = _server.Services.GetRequiredService<FeedHandler>();

        // Kestrel lists its endpoints in the order of their names: Grpc, then Http.
        _publisher = new FeedPublisher(new FeedPublisherOptions
        {
            Server = new Uri(_server.Urls.First()), Provider = "benchmark", Venue = "XNAS", PriceExponent = -4,
        });
        foreach (var tick in SampleTicks.Message(TicksPerMessage).Ticks)
        {
            _batch.Add(tick);
        }
    }

    [Benchmark(OperationsPerInvoke = TicksPerMessage * Messages)]
    public async Task Publish()
    {
        _sent += (long)TicksPerMessage * Messages;
        for (var i = 0; i < Messages; i++)
        {
            await _publisher.PublishAsync(_batch);
        }

        // Until the server has applied them all, not only taken them in. Asked directly: acknowledgements come a few times a second.
        while (_feeds.Providers[0].CountTicks().Applied < _sent)
        {
            await Task.Delay(1);
        }
    }

    private async Task StopAsync()
    {
        await _publisher.DisposeAsync();
        await _server.StopAsync();
        await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
