using QuoteStream.Server.Security;

namespace QuoteStream.Server.Streaming;

/// <summary><c>GET /v1/stream</c>: one request, one stream, for as long as both sides keep it open.</summary>
internal sealed partial class StreamEndpoint(StreamRequestReader reader, StreamParts parts, StreamRegistry registry, ILogger<StreamEndpoint> logger)
{
    public Task HandleAsync(HttpContext context)
    {
        try
        {
            return RunAsync(context, reader.Read(context.Request) with { Owner = context.Credentials() });
        }
        catch (BadQueryException fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
    }

    // The one continuation that an open stream keeps: each further method that waits here for its end would cost every idle stream its state.
    private async Task RunAsync(HttpContext context, StreamRequest request)
    {
        var output = new StreamOutput(context, parts.Wheel, parts.Options);
        var subscriber = new Subscriber(request, parts, output);
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
