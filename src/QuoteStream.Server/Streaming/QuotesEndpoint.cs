using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary>
/// <c>GET /v1/quotes</c>: the newest quotes of some symbols without a stream; with a cursor just those that changed since, and the wait for
/// the first that does.
/// </summary>
internal sealed class QuotesEndpoint(StreamParts parts, LongPolls polls)
{
    /// <summary>Who finds no place comes back after 2 to 5 s, each after another time; as streams do.</summary>
    private const int LeastRetrySeconds = 2;
    private const int MostRetrySeconds = 5;

    /// <summary>A batch is over within microseconds, or has lost its core; after some 4 ms nobody waits for it any more.</summary>
    private const int SettleYields = 4;
    private const int SettleMillis = 4;

    public async Task HandleAsync(HttpContext context)
    {
        QuotesRequest request;
        try
        {
            request = QuotesRequest.Read(context.Request, parts);
        }
        catch (BadQueryException fault)
        {
            await Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        if (request.After is { } after)
        {
            if (request.Wait > TimeSpan.Zero && NewestTide(request.Symbols) <= after && !await WaitAsync(context, request, after))
            {
                return;
            }

            await SettleAsync(NewestTide(request.Symbols));
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        WriteQuotes(context.Response.BodyWriter, request);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <returns>False when the request is answered, or its client gone.</returns>
    private async Task<bool> WaitAsync(HttpContext context, QuotesRequest request, long after)
    {
        // In the requests' duration, those that wait would hide everything else.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
        {
            metrics.MetricsDisabled = true;
        }

        var poll = new LongPoll(request.Symbols, after, parts);
        if (!polls.TryEnter(poll))
        {
            context.Response.Headers.RetryAfter = $"{Random.Shared.Next(LeastRetrySeconds, MostRetrySeconds + 1)}";
            var refusal = Results.Problem(
                "Too many requests wait here at once, or the server is about to stop: come back, or ask without wait.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
            await refusal.ExecuteAsync(context);
            return false;
        }

        try
        {
            await poll.WaitAsync(request.Wait, context.RequestAborted);
        }
        finally
        {
            polls.Leave(poll);
            poll.Release();
        }

        return !context.RequestAborted.IsCancellationRequested;
    }

    // A change wakes whoever waits for it before its batch is over. By a cursor from before the batch's end it would be sent once more.
    private async ValueTask SettleAsync(long tide)
    {
        for (var attempt = 0; attempt < SettleYields + SettleMillis && parts.Symbols.Tide.Safe < tide; attempt++)
        {
            if (attempt < SettleYields)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(1);
            }
        }
    }

    /// <summary>Of the newest change of any of the symbols; 0: none has been published.</summary>
    private long NewestTide(IReadOnlyList<string> symbols)
    {
        var newest = 0L;
        foreach (var symbol in symbols)
        {
            if (parts.Symbols.TryGet(symbol, out var channel) && channel!.Read(out var state) > 0)
            {
                newest = Math.Max(newest, state.Tide);
            }
        }

        return newest;
    }

    private void WriteQuotes(IBufferWriter<byte> output, QuotesRequest request)
    {
        // Taken before the first quote is read: whatever is not in the answer is newer than the cursor says.
        var cursor = new StreamCursor(parts.Identity.Epoch, parts.Symbols.Tide.Safe);
        Span<byte> scratch = stackalloc byte[QuoteEvent.MaxBytes];
        output.Write("{\"quotes\":["u8);
        var isFirst = true;
        foreach (var symbol in request.Symbols)
        {
            if (!parts.Symbols.TryGet(symbol, out var channel) || channel!.Read(out var state) == 0 || state.Tide <= request.After)
            {
                continue;
            }

            if (!isFirst)
            {
                output.Write(","u8);
            }

            isFirst = false;
            var length = parts.Frames.For(channel).Quote.CopyNewest(scratch, out _);
            output.Write(scratch[QuoteEvent.JsonStart..(length - 1)]);
        }

        output.Write("],\"cursor\":\""u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(cursor.ToString()));
        output.Write("\"}"u8);
    }
}
