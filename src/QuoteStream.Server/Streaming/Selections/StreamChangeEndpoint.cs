using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Streaming.Selections;

/// <summary><c>PATCH</c> and <c>DELETE /v1/streams/{streamId}</c>, <c>PUT .../token</c>: changes, ends and extends an open stream.</summary>
/// <remarks>
/// A stream belongs to its subject. One that was opened without credentials belongs to who knows its id, which is 128 random bits that only its own
/// <c>hello</c> tells.
/// </remarks>
internal sealed class StreamChangeEndpoint(StreamRequestReader reader, StreamRegistry registry, StreamParts parts, AccessGate gate)
{
    /// <summary>Adds and rates for as many symbols as a stream may have, and then some.</summary>
    private const int MaxBodyBytesPerSymbol = 256;
    private const int LeastMaxBodyBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = default,
        AllowDuplicateProperties = false,
    };

    public async Task PatchAsync(HttpContext context)
    {
        if (Find(context) is not { } subscriber)
        {
            await NotFound().ExecuteAsync(context);
            return;
        }

        // A stream of a portfolio alone: it would show quotes for as long as its own token lasts, not this one.
        if (subscriber.Owner is { Credentials: var own } && !gate.Allows(own, Scope.QuotesRead))
        {
            await AccessProblems.WriteAsync(context, AccessDecision.Lack(own, Scope.QuotesRead), Scope.QuotesRead);
            return;
        }

        try
        {
            var change = await ReadAsync(context);
            var selection = subscriber.Change(current => change.Apply(current, reader, subscriber.FollowsPortfolio));
            await (selection is null
                ? Problem(StatusCodes.Status429TooManyRequests, "Too many changes wait for this stream, whose reader is behind.")
                : Results.Json(new { subscriptions = selection.Symbols.Select(Granted) })).ExecuteAsync(context);
        }
        catch (Exception fault) when (fault is BadQueryException or JsonException)
        {
            var detail = fault is BadQueryException ? fault.Message : "The body is not the JSON of a change: add, remove, maxRate, maxRates, trades.";
            await Problem(StatusCodes.Status400BadRequest, detail).ExecuteAsync(context);
        }
        catch (RefusedChangeException refusal)
        {
            await Problem(StatusCodes.Status422UnprocessableEntity, refusal.Message).ExecuteAsync(context);
        }
        catch (BadHttpRequestException fault)
        {
            await Problem(fault.StatusCode, fault.Message).ExecuteAsync(context);
        }
    }

    public Task DeleteAsync(HttpContext context)
    {
        if (Find(context) is not { } subscriber)
        {
            return NotFound().ExecuteAsync(context);
        }

        subscriber.EndAfter(StreamEnd.Displaced, TimeSpan.Zero);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Extends a stream by a fresh token of the same subject, which allows what the stream shows.</summary>
    public Task RenewAsync(HttpContext context)
    {
        var fresh = context.Credentials()!;
        if (Find(context) is not { } subscriber)
        {
            return NotFound().ExecuteAsync(context);
        }

        if (subscriber.Owner is not { Credentials: var former })
        {
            return Problem(StatusCodes.Status409Conflict, "The stream was opened without credentials: it does not expire.").ExecuteAsync(context);
        }

        // A stream whose token does not allow quotes shows none.
        var needed = subscriber.FollowsPortfolio && !fresh.Allows(Scope.PortfolioRead) ? Scope.PortfolioRead
            : gate.Allows(former, Scope.QuotesRead) && !gate.Allows(fresh, Scope.QuotesRead) ? Scope.QuotesRead
            : Scope.None;
        if (needed != Scope.None)
        {
            return AccessProblems.WriteAsync(context, AccessDecision.Lack(fresh, needed), needed);
        }

        subscriber.Renew(fresh);
        return Results.Json(new { expires = fresh.ExpiresUnixMicros }).ExecuteAsync(context);
    }

    private static IResult NotFound() => Problem(StatusCodes.Status404NotFound, "No stream with this id is open on this node.");

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);

    private Subscriber? Find(HttpContext context) =>
        registry.Find((string)context.Request.RouteValues["streamId"]!) is { } found
        && (found.Owner is null || found.Owner.Credentials.Subject == context.Subject())
            ? found
            : null;

    private object Granted(SelectedSymbol symbol) => new
    {
        symbol = symbol.Symbol,
        maxRate = symbol.MaxRate,
        trades = symbol.WantsTrades,
        state = parts.Symbols.TryGet(symbol.Symbol, out var channel) && channel!.Sequence > 0 ? "live" : "unknown",
    };

    private async Task<SelectionChange> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("A change is application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        // Kestrel's own exception, a 413, comes out of the read.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = Math.Max(LeastMaxBodyBytes, (long)MaxBodyBytesPerSymbol * reader.MaxSymbols);
        return await JsonSerializer.DeserializeAsync<SelectionChange>(context.Request.Body, Strict, context.RequestAborted)
            ?? throw new BadQueryException("The body is null; a change is an object.");
    }
}
