using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>gRPC over Kestrel's own HTTP/2 (grpc/grpc doc/PROTOCOL-HTTP2.md): from a request to its handler, and its status back.</summary>
internal sealed class GrpcServer(
    GrpcRoutes routes, IHostApplicationLifetime lifetime, GrpcFarewell farewell, TimeProvider time, ILogger<GrpcServer> logger)
{
    /// <summary>A caller that does not take a few bytes of trailers in this time reads nothing any more.</summary>
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(10);

    private const string Gzip = "gzip";
    private const string Identity = "identity";

    public async Task ServeAsync(HttpContext context)
    {
        if (FindHttpRefusal(context) is { } httpStatus)
        {
            context.Response.StatusCode = httpStatus;
            return;
        }

        context.Response.ContentType = GrpcContentType.Value;
        context.Response.Headers["grpc-accept-encoding"] = $"{Identity},{Gzip}";
        var handler = routes.Find(context.Request.Path.Value!, out var refusal);
        if (handler is null || !TryReadEncoding(context, out var gzip, out refusal) || !TryReadTimeout(context, out var timeout, out refusal))
        {
            await FinishAsync(context, refusal);
            return;
        }

        farewell.Enter();
        try
        {
            LiftLimits(context);
            await using var call = new GrpcCall(context, gzip, timeout, time, lifetime.ApplicationStopping);
            var status = await HandleAsync(context, handler, call);
            if (!call.CallerIsGone)
            {
                await FinishAsync(context, status);
            }
        }
        finally
        {
            farewell.Leave(context);
        }
    }

    private async Task<GrpcStatus> HandleAsync(HttpContext context, GrpcHandler handler, GrpcCall call)
    {
        try
        {
            return await handler(call);
        }
        catch (Exception e) when (call.Ending.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The call's end met the handler in the middle of a wait or a write.
            return call.StatusAfter(GrpcRead.Interrupted);
        }
#pragma warning disable CA1031 // The edge of the server: whatever a handler throws must end this call with a status, and no other call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            GrpcLog.HandlerFailed(logger, e, context.Request.Path);
            return new GrpcStatus(GrpcStatusCode.Unknown, "the server failed to handle the call");
        }
    }

    private static int? FindHttpRefusal(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            return StatusCodes.Status505HttpVersionNotsupported;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return StatusCodes.Status405MethodNotAllowed;
        }

        return GrpcContentType.Matches(context.Request.ContentType) ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    private static bool TryReadEncoding(HttpContext context, out bool gzip, out GrpcStatus refusal)
    {
        var encoding = context.Request.Headers["grpc-encoding"];
        gzip = string.Equals(encoding, Gzip, StringComparison.OrdinalIgnoreCase);
        refusal = new GrpcStatus(
            GrpcStatusCode.Unimplemented, $"grpc-encoding \"{encoding}\" is not understood; {Identity} and {Gzip} are");
        return gzip || StringValues.IsNullOrEmpty(encoding) || string.Equals(encoding, Identity, StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadTimeout(HttpContext context, out TimeSpan? timeout, out GrpcStatus refusal)
    {
        var text = context.Request.Headers["grpc-timeout"];
        refusal = GrpcStatus.Ok;
        timeout = null;
        if (StringValues.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!GrpcTimeout.TryParse(text.ToString(), out var parsed))
        {
            refusal = new GrpcStatus(GrpcStatusCode.Internal, $"grpc-timeout \"{text}\" is not up to eight digits and one of H M S m u n");
            return false;
        }

        timeout = parsed;
        return true;
    }

    /// <summary>A feed is one request that lasts for days, and may be silent for hours.</summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        // A call's length says nothing about the server's latency.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
        {
            metrics.MetricsDisabled = true;
        }
    }

    /// <summary>Sends the status. What the caller still sends after it, Kestrel answers with a reset of NO_ERROR (RFC 9113, 8.1).</summary>
    /// <remarks>A reset of our own, with CANCEL or by an abort, would make HttpClient and others drop the status that came before it.</remarks>
    private async Task FinishAsync(HttpContext context, GrpcStatus status)
    {
        // With nothing sent yet the status goes into the only HEADERS frame: what the protocol calls Trailers-Only.
        var response = context.Response;
        var trailers = response.HasStarted ? context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers;
        trailers["grpc-status"] = ((int)status.Code).ToString();
        if (status.Message.Length > 0)
        {
            trailers["grpc-message"] = GrpcMessageText.Encode(status.Message);
        }

        try
        {
            await response.CompleteAsync().WaitAsync(StatusTimeout, time);
        }
        catch (TimeoutException)
        {
            // Trailers wait behind data that the caller does not read; without a reset the stream would stay for as long as it likes.
            GrpcLog.StatusNotTaken(logger, context.Request.Path, StatusTimeout);
            context.Abort();
        }
    }
}
