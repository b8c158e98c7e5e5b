using System.Buffers;
using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary><c>GET /v1/trades</c>: the newest trades, cancels and corrections of one symbol, oldest first, each as its event's data.</summary>
internal sealed class TradesEndpoint(StreamParts parts)
{
    private const int DefaultLimit = 100;

    /// <summary>Trades between two flushes, some 60 KB.</summary>
    private const int TradesPerFlush = 256;

    public async Task HandleAsync(HttpContext context)
    {
        SymbolRequest request;
        try
        {
            request = SymbolRequest.Read(context.Request.Query, DefaultLimit);
        }
        catch (BadQueryException fault)
        {
            await Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var output = context.Response.BodyWriter;
        output.Write("{\"trades\":["u8);
        if (parts.Symbols.TryGet(request.Symbol, out var channel))
        {
            await WriteAsync(context, channel!, request.Limit);
        }

        output.Write("]}"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, SymbolChannel channel, int limit)
    {
        var output = context.Response.BodyWriter;
        var newest = channel.Trades.Newest;
        var cursor = Math.Max(channel.Trades.OldestHeld, newest - limit + 1) - 1;
        var encoder = new TradeEvent(channel.Symbol);
        var written = 0;
        while (TryWriteNext(output, channel, encoder, ref cursor, newest, isFirst: written == 0))
        {
            written++;
            if (written % TradesPerFlush == 0)
            {
                await output.FlushAsync(context.RequestAborted);
            }
        }
    }

    /// <param name="newest">Where the answer ends, so that it does even while trades come faster than they are sent.</param>
    private static bool TryWriteNext(
        IBufferWriter<byte> output, SymbolChannel channel, TradeEvent encoder, ref long cursor, long newest, bool isFirst)
    {
        // Whoever reads slowly may be lapped: what is gone is left out, and seq shows it.
        var read = channel.Trades.TryRead(ref cursor, out var print, out _);
        while (read == RingRead.Lapped)
        {
            read = channel.Trades.TryRead(ref cursor, out print, out _);
        }

        if (read == RingRead.Empty || cursor > newest)
        {
            return false;
        }

        if (!isFirst)
        {
            output.Write(","u8);
        }

        Span<byte> scratch = stackalloc byte[TradeEvent.MaxBytes];
        var length = encoder.Encode(cursor, print, scratch);
        output.Write(scratch[TradeEvent.JsonStart..(length - 1)]);
        return true;
    }
}
