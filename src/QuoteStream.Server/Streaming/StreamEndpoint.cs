using QuoteStream.Server.Portfolios;
using QuoteStream.Server.Portfolios.Notifications;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Streaming;

/// <summary><c>GET /v1/stream</c>: one request, one stream, for as long as both sides keep it open.</summary>
internal sealed partial class StreamEndpoint(
    StreamRequestReader reader, StreamParts parts, StreamRegistry registry, PortfolioFeeds portfolios, ILogger<StreamEndpoint> logger)
{
    public Task HandleAsync(HttpContext context)
    {
        try
        {
            var request = reader.Read(context.Request) with { Owner = context.Credentials() };
            return request.Portfolio is null ? RunAsync(context, request, null) : FollowAsync(context, request);
        }
        catch (BadQueryException fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
    }

    // Before the stream begins: an EventSource comes back after anything that is said later.
    private async Task FollowAsync(HttpContext context, StreamRequest request)
    {
        if (request.Owner is not { } owner || !owner.Allows(Scope.PortfolioRead))
        {
            var decision = request.Owner is null ? AccessDecision.Missing : AccessDecision.Lack(request.Owner, Scope.PortfolioRead);
            await AccessProblems.WriteAsync(context, decision, Scope.PortfolioRead);
            return;
        }

        if (await portfolios.FollowAsync(request.Portfolio!, owner.Subject, request.Transactions) is not { } follower)
        {
            await Results.Problem(
                "There is no portfolio of this id.", statusCode: StatusCodes.Status404NotFound, type: PortfolioProblems.UnknownPortfolio).ExecuteAsync(context);
            return;
        }

        using (follower)
        {
            await RunAsync(context, request, follower);
        }
    }

    // The one continuation that an open stream keeps: each further method that waits here for its end would cost every idle stream its state.
    private async Task RunAsync(HttpContext context, StreamRequest request, PortfolioFollower? follower)
    {
        var output = new StreamOutput(context, parts);
        var subscriber = new Subscriber(request, parts, output, follower);
        parts.Counters.Opened();
        var end = StreamEnd.Error;
        var address = context.Connection.RemoteIpAddress;
        var hasPlace = registry.TryEnter(address, request.Owner?.Subject);
        try
        {
            if (!hasPlace)
            {
                end = await RefuseAsync(subscriber, output);
                return;
            }

            registry.Add(subscriber, output);
            await using var aborted = output.Aborted.UnsafeRegister(static s => ((Subscriber)s!).OnAborted(), subscriber);
            await subscriber.BeginAsync();
            end = await subscriber.Ended;
        }
        catch (OperationCanceledException)
        {
            // The client went away while the stream began.
            end = StreamEnd.Client;
        }
        catch (Exception fault)
        {
            StreamFailed(logger, fault);
            context.Abort();
        }
        finally
        {
            // Whatever still refers to the stream would keep its connection's memory.
            if (hasPlace)
            {
                registry.Leave(subscriber, address);
            }

            subscriber.Release();
            parts.Counters.Closed(end);
        }
    }

    // A 503 would close a browser's EventSource for good; after a goodbye it comes back.
    private async Task<StreamEnd> RefuseAsync(Subscriber subscriber, StreamOutput output)
    {
        await output.StartAsync(mayCompress: false);
        await output.SayGoodbyeAsync(subscriber, StreamEnd.Capacity, cursor: null);
        parts.Counters.EventsWritten(EventKind.Goodbye, 1);
        return StreamEnd.Capacity;
    }

    [LoggerMessage(201, LogLevel.Error, "A stream failed and was cut.")]
    private static partial void StreamFailed(ILogger logger, Exception fault);
}
