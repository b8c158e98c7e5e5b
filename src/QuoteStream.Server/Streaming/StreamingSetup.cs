using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Portfolios.Notifications;
using QuoteStream.Server.Security;
using QuoteStream.Server.Streaming.Selections;
using QuoteStream.Server.Streaming.Transport;

namespace QuoteStream.Server.Streaming;

/// <summary>The broadcaster and the endpoints that read what it sends.</summary>
public static class StreamingSetup
{
    /// <summary>Room for hundreds of percent-encoded symbols in one URL; Kestrel's own 8 KB is short of that.</summary>
    private const int MaxRequestLineBytes = 64 * 1024;

    /// <summary>What waits in front of the kernel's buffer before a flush waits: one write of a large watchlist, some 40 quotes.</summary>
    private const int MaxResponseBufferBytes = 16 * 1024;

    /// <summary>Half a second: a request that hangs must not keep the server beyond the 2 s after the drain period that it is promised to end in.</summary>
    private static readonly TimeSpan LastRequestsAllowance = TimeSpan.FromMilliseconds(500);

    public static void AddStreaming(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<StreamingOptions>();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<TimingWheel>();
        services.AddSingleton<FrameStore>();
        services.AddSingleton<UnknownSymbols>();
        services.AddSingleton<ServerIdentity>();
        services.AddSingleton<CompressorPlaces>();
        services.AddSingleton<StreamParts>();
        services.AddSingleton<StreamRequestReader>();
        services.AddSingleton<StreamRegistry>();
        services.AddSingleton<StreamEndpoint>();
        services.AddPortfolioFeeds();
        services.AddSingleton<StreamChangeEndpoint>();
        services.AddSingleton<LongPolls>();
        services.AddSingleton<QuotesEndpoint>();
        services.AddSingleton<InstrumentsEndpoint>();
        services.AddSingleton<BarsEndpoint>();
        services.AddSingleton<TradesEndpoint>();
        services.AddHostedService(s => s.GetRequiredService<StreamRegistry>());

        // Stopped in the reverse order: requests that wait are not kept for the streams' drain period.
        services.AddHostedService(s => s.GetRequiredService<LongPolls>());
        services.AddHostedService<Broadcaster>();
        services.AddHostedService<MemoryReturn>();

        // Draining takes its period and the goodbyes' allowance; the rest is for requests that are no streams, and then Kestrel cuts them.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainPeriod + StreamRegistry.GoodbyeAllowance + LastRequestsAllowance);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Kestrel's own rate limit banks credit and knows nothing of streams; StreamOutput has a deadline for each write.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.Limits.MaxResponseBufferSize = MaxResponseBufferBytes;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.UseDirectOutput());
        });
        services.Configure<SocketTransportOptions>(sockets => LimitSendBuffer(sockets, options.SendBufferBytes));
    }

    public static void MapStreams(this WebApplication app)
    {
        Func<HttpContext, Task> quotes = app.Services.GetRequiredService<QuotesEndpoint>().HandleAsync;
        MapQuotes(app, "/v1/quotes", quotes).Describe(
            quotes,
            "The newest quotes of some symbols; with a cursor those that changed since, at once or as soon as there is one (long poll).",
            "application/json",
            ("symbols", true, "Canonical symbols, separated by commas."),
            ("after", false, "The cursor of the answer before, or a stream's id. One that is not of this server's run counts as none."),
            ("wait", false, "With after: seconds to wait for a change, 0 to 30, 0 by default. Then the answer has no quotes."));
        Func<HttpContext, Task> instruments = app.Services.GetRequiredService<InstrumentsEndpoint>().HandleAsync;
        MapQuotes(app, "/v1/instruments", instruments).Describe(
            instruments,
            "Instruments by the beginning of their symbol, then by name; the most active where nothing is asked for.",
            "application/json",
            ("query", false, "The beginning of a symbol, or a part of a name."),
            ("symbols", false, "Just these symbols, separated by commas."),
            ("limit", false, "Most instruments: 1 to 1000, 20 by default."));
        MapTape(app);

        // A stream lasts for hours: in the requests' duration it would hide everything else. Short-circuited: it needs no error pages, and
        // each middleware that it passed would keep a state of its own for as long as it lasts.
        Func<HttpContext, Task> stream = app.Services.GetRequiredService<StreamEndpoint>().HandleAsync;
        Map(app, HttpMethods.Get, "/v1/stream", stream, AccessRule.Stream, StreamRuleOf).DisableHttpMetrics().ShortCircuit().Describe(
            stream,
            "A stream of quotes, trades, status changes and a portfolio's transactions as Server-Sent Events.",
            "text/event-stream",
            ("symbols", false, "Canonical symbols, separated by commas. Required where no portfolio is named."),
            ("portfolio", false, "Id of a portfolio whose transactions and valuation are wanted. Needs the scope portfolio:read."),
            ("maxRate", false, "Most quotes a second for each symbol, or max."),
            ("maxRates", false, "Exceptions, SYMBOL:rate, separated by commas."),
            ("trades", false, "Symbols whose every trade is wanted, or *."),
            ("cursor", false, "Where to resume, for clients that cannot send Last-Event-ID."));
        var changes = app.Services.GetRequiredService<StreamChangeEndpoint>();
        MapQuotes(app, "/v1/streams/{streamId}", changes.PatchAsync, HttpMethods.Patch).Describe(
            changes.PatchAsync,
            "Changes what an open stream watches, all or nothing: add, remove, maxRate, maxRates, trades.",
            "application/json",
            ("{streamId}", true, "From the stream's hello."));
        Map(app, HttpMethods.Delete, "/v1/streams/{streamId}", changes.DeleteAsync, AccessRule.Request(Scope.None)).Describe(
            changes.DeleteAsync, "Ends an open stream.", "application/json", ("{streamId}", true, "From the stream's hello."));
        Map(app, HttpMethods.Put, "/v1/streams/{streamId}/token", changes.RenewAsync, AccessRule.AnyToken).Describe(
            changes.RenewAsync,
            "Extends an open stream by a fresh bearer token of its subject.",
            "application/json",
            ("{streamId}", true, "From the stream's hello."));
    }

    private static void MapTape(WebApplication app)
    {
        Func<HttpContext, Task> bars = app.Services.GetRequiredService<BarsEndpoint>().HandleAsync;
        MapQuotes(app, "/v1/bars", bars).Describe(
            bars,
            "The newest bars of one symbol, oldest first: open, high, low, close, volume, number of trades, volume-weighted average price.",
            "application/json",
            ("symbol", true, "One canonical symbol."),
            ("interval", true, "1s, 1m, 5m or 1h."),
            ("limit", false, "Most bars: 1 to 10000, 500 by default."));
        Func<HttpContext, Task> trades = app.Services.GetRequiredService<TradesEndpoint>().HandleAsync;
        MapQuotes(app, "/v1/trades", trades).Describe(
            trades,
            "The newest trades of one symbol that are held, with cancels and corrections, oldest first, each as a stream's trade event.",
            "application/json",
            ("symbol", true, "One canonical symbol."),
            ("limit", false, "Most trades: 1 to 10000, 100 by default."));
    }

    private static IEndpointConventionBuilder MapQuotes(WebApplication app, string path, Func<HttpContext, Task> handle, string method = "GET") =>
        Map(app, method, path, handle, AccessRule.Request(Scope.QuotesRead));

    private static IEndpointConventionBuilder Map(
        WebApplication app, string method, string path, Func<HttpContext, Task> handle, AccessRule rule, Func<HttpRequest, AccessRule>? ruleOf = null) =>
        app.MapMethods(path, [method], (RequestDelegate)(context => handle(context))).RequireAccess(rule, ruleOf);

    private static AccessRule StreamRuleOf(HttpRequest request) =>
        StreamQuery.IsPortfolioAlone(request.QueryString) ? AccessRule.PortfolioStream : AccessRule.Stream;

    // Set before listen, so that accepted sockets inherit it and the kernel does not grow the buffer to megabytes of old quotes.
    private static void LimitSendBuffer(SocketTransportOptions sockets, int bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, bytes);
            return socket;
        };
    }
}
