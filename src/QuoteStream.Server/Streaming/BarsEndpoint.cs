using System.Buffers;
using System.Text;
using QuoteStream.MarketData.Bars;
using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary><c>GET /v1/bars</c>: the newest bars of one symbol, oldest first.</summary>
internal sealed class BarsEndpoint(StreamParts parts)
{
    private const int DefaultLimit = 500;

    /// <summary>Bars between two flushes, some 50 KB, so that a long answer is not in memory twice.</summary>
    private const int BarsPerFlush = 256;

    private static readonly Dictionary<string, BarInterval> Intervals = new(StringComparer.Ordinal)
    {
        ["1s"] = BarInterval.OneSecond,
        ["1m"] = BarInterval.OneMinute,
        ["5m"] = BarInterval.FiveMinutes,
        ["1h"] = BarInterval.OneHour,
    };

    public async Task HandleAsync(HttpContext context)
    {
        SymbolRequest request;
        string interval;
        try
        {
            request = SymbolRequest.Read(context.Request.Query, DefaultLimit);
            interval = ReadInterval(context.Request.Query);
        }
        catch (BadQueryException fault)
        {
            await Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        // Not more than are kept: a limit alone takes no memory.
        var bars = ArrayPool<Bar>.Shared.Rent(Math.Min(request.Limit, parts.Symbols.MaxBars));
        try
        {
            await WriteAsync(context, request, interval, bars);
        }
        finally
        {
            ArrayPool<Bar>.Shared.Return(bars);
        }
    }

    private async Task WriteAsync(HttpContext context, SymbolRequest request, string interval, Bar[] bars)
    {
        var count = 0;
        var newestNanos = 0L;
        if (parts.Symbols.TryGet(request.Symbol, out var channel))
        {
            count = channel!.Bars.Read(Intervals[interval], bars.AsSpan(0, Math.Min(request.Limit, bars.Length)));
            newestNanos = NewestTime(channel);
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var output = context.Response.BodyWriter;
        output.Write(Encoding.UTF8.GetBytes($"{{\"symbol\":{JsonText.Quote(request.Symbol)},\"interval\":\"{interval}\",\"bars\":["));
        for (var i = 0; i < count; i++)
        {
            // Only the newest can be unfinished: late trades aside, the others were ended by the trade that began the next.
            var isPartial = i == count - 1 && bars[i].StartNanos + BarBook.LengthOf(Intervals[interval]) > newestNanos;
            BarJson.Write(output, bars[i], isFirst: i == 0, isPartial);
            if (i % BarsPerFlush == BarsPerFlush - 1)
            {
                await output.FlushAsync(context.RequestAborted);
            }
        }

        output.Write("]}"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    // A quote tells the time as a trade does; whichever is newer.
    private static long NewestTime(SymbolChannel channel)
    {
        channel.Read(out var state);
        return Math.Max(state.VenueTimeNanos, channel.Bars.NewestTimeNanos);
    }

    private static string ReadInterval(IQueryCollection query)
    {
        var interval = query["interval"].ToString();
        return Intervals.ContainsKey(interval)
            ? interval
            : throw new BadQueryException($"The parameter interval must be one of {string.Join(", ", Intervals.Keys)}.");
    }
}
