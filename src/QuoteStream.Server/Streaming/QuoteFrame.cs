using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary>A symbol's <c>quote</c> event, encoded at most once per version for all its subscribers.</summary>
/// <remarks>
/// Any number of threads. Hot path: once per quote and subscriber. A symbol that nobody watches has no frame; one that nobody reads is
/// not encoded. Does not allocate or lock.
/// </remarks>
internal sealed class QuoteFrame(SymbolChannel channel, TimeProvider time)
{
    private readonly QuoteEvent _event = new(channel.Symbol);

    // Not readonly: a struct that is used in place.
    private SharedFrame _frame = new(QuoteEvent.MaxBytes);

    /// <summary>Copies the newest version's event, without the empty line that ends it.</summary>
    /// <param name="destination">Room for <see cref="QuoteEvent.MaxBytes"/>.</param>
    public int CopyNewest(Span<byte> destination, out FrameStamp stamp)
    {
        var length = _frame.TryCopy(channel.Sequence, destination, out stamp);
        return length > 0 ? length : Encode(destination, out stamp);
    }

    // Once per version; and by whoever comes while another thread is at it, which is rare.
    private int Encode(Span<byte> destination, out FrameStamp stamp)
    {
        var isShared = _frame.TryBegin(out var buffer);
        channel.Read(out var state);
        stamp = new FrameStamp(state.Sequence, state.ReceiveTimeNanos);
        var length = _event.Encode(state, UnixNanos.Now(time), destination);
        if (isShared)
        {
            destination[..length].CopyTo(buffer);
            _frame.End(length, stamp);
        }

        return length;
    }
}
