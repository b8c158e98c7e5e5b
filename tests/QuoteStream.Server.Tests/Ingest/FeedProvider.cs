using QuoteStream.Ingest.V1;
using QuoteStream.Server.Tests.Ingest.Grpc;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest;

/// <summary>A provider with one line over real gRPC. Prices count in 1e-4, the venue is XNAS unless named.</summary>
internal sealed class FeedProvider : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly RawGrpcCall _call;

    private FeedProvider(RunningServer server)
    {
        _client = RawGrpcCall.CreateClient(server.GrpcAddress);
        _call = new RawGrpcCall(_client, RawGrpcCall.PublishPath);
    }

    /// <summary>Opens the line, and returns when the server has accepted it.</summary>
    public static async Task<FeedProvider> OpenAsync(RunningServer server, string provider, string line = "")
    {
        var opened = new FeedProvider(server);
        await opened._call.SendAsync(Requests.Start(provider, line));
        Assert.NotNull(await opened._call.ReadAsync(PublishResponse.Parser));
        return opened;
    }

    /// <summary>The status that a line which may not be opened ends with.</summary>
    public static async Task<RawGrpcStatus> RefusedAsync(RunningServer server, string provider, string line = "")
    {
        await using var refused = new FeedProvider(server);
        await refused._call.SendAsync(Requests.Start(provider, line));
        return await refused._call.StatusAsync();
    }

    public Task QuoteAsync(string symbol, long bid, string venue = "") => TickAsync(Requests.Quote(symbol, bid), venue);

    public Task TradeAsync(string symbol, long price, string venue = "") =>
        TickAsync(new Tick { Symbol = symbol, Time = Requests.NowNanos, Trade = new Trade { Price = price, Size = 100 } }, venue);

    public Task StatusAsync(string symbol, TradingState state, string reason = "") =>
        TickAsync(new Tick { Symbol = symbol, Time = Requests.NowNanos, Status = new Status { State = state, Reason = reason } }, "");

    public Task HeartbeatAsync() => _call.SendAsync(new PublishRequest());

    /// <summary>Ends the line as a provider does that has no more to send, and returns its last response.</summary>
    public async Task<PublishResponse> CloseAsync()
    {
        _call.Complete();
        var responses = await _call.ReadAllAsync(PublishResponse.Parser);
        var last = responses[^1].Clone();
        last.Rejections.Clear();
        last.Rejections.Add(responses.SelectMany(response => response.Rejections));
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        await _call.DisposeAsync();
        _client.Dispose();
    }

    private Task TickAsync(Tick tick, string venue)
    {
        tick.Venue = venue;
        return _call.SendAsync(new PublishRequest { Ticks = { tick } });
    }
}
