using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary>The <c>trade</c> events of one symbol, each encoded once for the subscribers that read it soon.</summary>
/// <remarks>Any number of threads. Hot path: once per trade and subscriber. Does not allocate or lock.</remarks>
internal sealed class TradeFrames(SymbolChannel channel)
{
    /// <summary>Subscribers of one symbol are woken together, so they read the same few newest trades. A power of two.</summary>
    private const int Kept = 8;

    private readonly SharedFrame[] _frames = [.. Enumerable.Range(0, Kept).Select(_ => new SharedFrame(TradeEvent.MaxBytes))];
    private readonly TradeEvent _event = new(channel.Symbol);

    /// <summary>Writes the event of the trade after the cursor, or a <c>gap</c> when trades were overwritten before they were read.</summary>
    /// <param name="cursor">Number of the last trade that this subscriber was sent; moved on.</param>
    /// <param name="destination">Room for <see cref="TradeEvent.MaxBytes"/>.</param>
    /// <param name="read">Which of the two it was, or that there is nothing.</param>
    /// <returns>How many bytes.</returns>
    public int CopyNext(ref long cursor, Span<byte> destination, out RingRead read, out FrameStamp stamp)
    {
        var next = cursor + 1;
        if (next <= channel.Trades.Newest)
        {
            var kept = _frames[next & (Kept - 1)].TryCopy(next, destination, out stamp);
            if (kept > 0 && stamp.Number == next)
            {
                cursor = next;
                read = RingRead.Item;
                return kept;
            }
        }

        read = channel.Trades.TryRead(ref cursor, out var print, out var missed);
        stamp = new FrameStamp(cursor, print.ReceiveTimeNanos);
        switch (read)
        {
            case RingRead.Item:
                var length = _event.Encode(cursor, print, destination);
                Share(cursor, destination[..length], stamp);
                return length;
            case RingRead.Lapped:
                return _event.EncodeGap(next, missed, destination);
            default:
                return 0;
        }
    }

    /// <summary>Writes the <c>gap</c> of a client that comes back after trades before this one have gone.</summary>
    public int EncodeLostBefore(long number, Span<byte> destination) => _event.EncodeLostBefore(number, destination);

    // A late reader may put an older trade back in place of a newer one: that costs the others an encoding, never a wrong event.
    private void Share(long number, ReadOnlySpan<byte> bytes, in FrameStamp stamp)
    {
        ref var frame = ref _frames[number & (Kept - 1)];
        if (frame.TryBegin(out var buffer))
        {
            bytes.CopyTo(buffer);
            frame.End(bytes.Length, stamp);
        }
    }
}
