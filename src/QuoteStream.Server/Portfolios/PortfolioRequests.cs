using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios;

/// <summary>What the endpoints of portfolios have in common: bounded bodies in, problems out.</summary>
internal sealed partial class PortfolioRequests(LedgerCondition condition, ILogger<PortfolioRequests> logger)
{
    /// <summary>A ledger that is full or away is so for a while; busy ones come back after another time each.</summary>
    private const int LeastRetrySeconds = 2;
    private const int MostRetrySeconds = 5;

    /// <summary>Runs a handler and answers with a problem what it throws at the client.</summary>
    public async Task GuardAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(context);
        }
        catch (PortfolioProblemException fault)
        {
            await AnswerAsync(context, fault);
        }
        catch (BadHttpRequestException fault)
        {
            await AnswerAsync(context, new PortfolioProblemException(fault.StatusCode, null, fault.Message));
        }
        catch (LedgerUnavailableException fault)
        {
            Report(fault);
            if (context.Response.HasStarted)
            {
                // What was sent of the answer must not pass for the whole.
                context.Abort();
                return;
            }

            var again = HttpMethods.IsGet(context.Request.Method) ? "" : " Whether this was written is not known: send it again, with the same key.";
            await AnswerAsync(context, new PortfolioProblemException(
                StatusCodes.Status503ServiceUnavailable, PortfolioProblems.LedgerUnavailable, PortfolioProblems.TextOf(fault.Fault) + again));
        }
    }

    /// <summary>Reads a whole body of one of the media types given.</summary>
    /// <exception cref="BadHttpRequestException">It is of another type (415), or longer (413).</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context, int maxBytes, params string[] mediaTypes)
    {
        RequireType(context.Request, mediaTypes);

        // Kestrel's own exception, a 413, comes out of the read.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 0, 256, maxBytes));
        while (await context.Request.Body.ReadAsync(body.GetMemory(), context.RequestAborted) is var read and > 0)
        {
            body.Advance(read);
        }

        return body.WrittenMemory;
    }

    /// <summary>Answers with JSON that is not kept by caches: it is somebody's own.</summary>
    public static async Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json);
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>The media type of a request in small letters; empty where there is none.</summary>
    public static string MediaTypeOf(HttpRequest request) =>
        request.GetTypedHeaders().ContentType?.MediaType.Value?.ToLowerInvariant() ?? "";

    private static void RequireType(HttpRequest request, string[] mediaTypes)
    {
        var charset = request.GetTypedHeaders().ContentType?.Charset.Value?.Trim('"');
        if (!mediaTypes.Contains(MediaTypeOf(request)) || charset is not (null or "") && !charset.Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException($"The body must be {string.Join(" or ", mediaTypes)}, in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    // Not once for each request: a ledger that is away fails all of them.
    private void Report(LedgerUnavailableException fault)
    {
        if (condition.Failed(fault.Fault))
        {
            LedgerUnavailable(logger, fault.Fault, fault);
        }
    }

    private static Task AnswerAsync(HttpContext context, PortfolioProblemException fault)
    {
        if (fault.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = Random.Shared.Next(LeastRetrySeconds, MostRetrySeconds + 1).ToString(CultureInfo.InvariantCulture);
        }

        var extensions = fault.Extensions.Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value));
        return Results.Problem(fault.Message, statusCode: fault.Status, type: fault.Type, extensions: extensions).ExecuteAsync(context);
    }

    [LoggerMessage(2, LogLevel.Warning, "The ledger is unavailable ({Fault}): requests for portfolios are answered 503.")]
    private static partial void LedgerUnavailable(ILogger logger, LedgerFault fault, Exception exception);
}
