using System.Diagnostics;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Feeds;

/// <summary>One message of ticks, encoded in place into one buffer that is used again after <see cref="Clear"/>.</summary>
/// <remarks>
/// Hot path: adding a tick does not allocate once the buffer has grown. One thread at a time. Texts are UTF-8; prices and sizes are
/// integers in units of the session's exponents. What the server finds wrong with a tick it answers with a rejection: nothing is checked
/// here but the message's limits. A batch may be published again and again with another <see cref="FirstSequence"/>.
/// </remarks>
public sealed class TickBatch
{
    /// <summary>The most ticks that one message may carry (feed_ingest.proto).</summary>
    public const int MaxTicks = 10_000;

    /// <summary>The largest message a server takes: gRPC's usual limit of 4 MiB.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    // Kept free before the ticks, so that the gRPC prefix (5 bytes) and first_sequence (at most 11) can be put there last, whatever
    // their width, and the whole message still leaves in one write.
    private const int HeadroomBytes = GrpcFraming.PrefixBytes + 1 + TickWriter.MaxVarintBytes;

    // Tags, lengths and numbers of the largest kind of tick, a correction, take at most 79 bytes without its texts. What is over
    // covers first_sequence, so that a message with its last tick stays within the limit.
    private const int MaxFieldBytes = 128;

    // A batch counts as full when less than this is left: an ordinary tick takes 30 to 60 bytes, one with a long name a few hundred.
    private const int FullMarginBytes = 1024;

    private const int MaxBufferBytes = HeadroomBytes + MaxMessageBytes + TickWriter.SlackBytes;

    private byte[] _buffer;
    private int _position = HeadroomBytes;

    /// <param name="initialCapacityBytes">The buffer doubles when it is too small, up to <see cref="MaxMessageBytes"/>.</param>
    public TickBatch(int initialCapacityBytes = 64 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(initialCapacityBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initialCapacityBytes, MaxMessageBytes);
        _buffer = GC.AllocateUninitializedArray<byte>(HeadroomBytes + initialCapacityBytes + TickWriter.SlackBytes);
    }

    /// <summary>Sequence number of the first tick; each following tick is one higher. 0: the ticks are not numbered.</summary>
    public ulong FirstSequence { get; set; }

    /// <summary>How many ticks were added.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the encoded message.</summary>
    public int ByteCount => _position - HeadroomBytes + FirstSequenceBytes;

    /// <summary>No further tick is sure to fit.</summary>
    public bool IsFull => Count == MaxTicks || MaxBufferBytes - _position < FullMarginBytes;

    private int FirstSequenceBytes => FirstSequence == 0 ? 0 : 1 + CodedOutputStream.ComputeUInt64Size(FirstSequence);

    /// <summary>Takes the ticks and <see cref="FirstSequence"/> out; the buffer keeps its size.</summary>
    public void Clear()
    {
        _position = HeadroomBytes;
        Count = 0;
        FirstSequence = 0;
    }

    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void AddQuote(
        ReadOnlySpan<byte> symbol,
        ulong venueTimeNanos,
        long bidPrice,
        ulong bidSize,
        long askPrice,
        ulong askSize,
        ReadOnlySpan<byte> venue = default)
    {
        TickWriter writer = Begin(symbol.Length + venue.Length, symbol, venueTimeNanos, out int tick);
        int quote = writer.BeginMessage(WireTag.TickQuote);
        writer.Field(WireTag.QuoteBidPrice, bidPrice);
        writer.Field(WireTag.QuoteBidSize, bidSize);
        writer.Field(WireTag.QuoteAskPrice, askPrice);
        writer.Field(WireTag.QuoteAskSize, askSize);
        writer.EndMessage(quote);
        End(ref writer, tick, venue);
    }

    /// <param name="id">The venue's trade id or match number; may be empty.</param>
    /// <param name="conditions">Sale condition codes as the venue prints them.</param>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void AddTrade(
        ReadOnlySpan<byte> symbol,
        ulong venueTimeNanos,
        long price,
        ulong size,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> conditions,
        ReadOnlySpan<byte> venue = default)
    {
        TickWriter writer = Begin(symbol.Length + id.Length + conditions.Length + venue.Length, symbol, venueTimeNanos, out int tick);
        WriteTrade(ref writer, WireTag.TickTrade, price, size, id, conditions);
        End(ref writer, tick, venue);
    }

    /// <param name="id">Of the trade that is taken back.</param>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void AddCancel(
        ReadOnlySpan<byte> symbol, ulong venueTimeNanos, ReadOnlySpan<byte> id, ReadOnlySpan<byte> venue = default)
    {
        TickWriter writer = Begin(symbol.Length + id.Length + venue.Length, symbol, venueTimeNanos, out int tick);
        int cancel = writer.BeginMessage(WireTag.TickCancel);
        writer.Field(WireTag.CancelId, id);
        writer.EndMessage(cancel);
        End(ref writer, tick, venue);
    }

    /// <param name="originalId">Of the trade that is replaced.</param>
    /// <param name="id">Of the trade as corrected; may be the same.</param>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void AddCorrection(
        ReadOnlySpan<byte> symbol,
        ulong venueTimeNanos,
        ReadOnlySpan<byte> originalId,
        long price,
        ulong size,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> conditions,
        ReadOnlySpan<byte> venue = default)
    {
        int texts = symbol.Length + originalId.Length + id.Length + conditions.Length + venue.Length;
        TickWriter writer = Begin(texts, symbol, venueTimeNanos, out int tick);
        int correction = writer.BeginMessage(WireTag.TickCorrection);
        writer.Field(WireTag.CorrectionId, originalId);
        WriteTrade(ref writer, WireTag.CorrectionCorrected, price, size, id, conditions);
        writer.EndMessage(correction);
        End(ref writer, tick, venue);
    }

    /// <param name="reason">The venue's reason code, for example "T1" or "LUDP".</param>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void AddStatus(
        ReadOnlySpan<byte> symbol,
        ulong venueTimeNanos,
        TradingState state,
        ReadOnlySpan<byte> reason,
        ReadOnlySpan<byte> venue = default)
    {
        TickWriter writer = Begin(symbol.Length + reason.Length + venue.Length, symbol, venueTimeNanos, out int tick);
        int status = writer.BeginMessage(WireTag.TickStatus);
        // Protobuf sends an enum as a 64-bit number, sign-extended.
        writer.Field(WireTag.StatusState, (ulong)(long)(int)state);
        writer.Field(WireTag.StatusReason, reason);
        writer.EndMessage(status);
        End(ref writer, tick, venue);
    }

    /// <summary>Adds what does not change tick by tick; a field that is not set changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void AddReference(
        ReadOnlySpan<byte> symbol, ulong venueTimeNanos, Reference reference, ReadOnlySpan<byte> venue = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        int length = reference.CalculateSize();
        TickWriter writer = Begin(symbol.Length + length + venue.Length, symbol, venueTimeNanos, out int tick);
        writer.Byte(WireTag.TickReference);
        writer.Varint((uint)length);
        reference.WriteTo(_buffer.AsSpan(writer.Position, length));
        writer.Skip(length);
        End(ref writer, tick, venue);
    }

    /// <summary>Adds a generated message: simpler, and several times slower, than the other methods.</summary>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public void Add(Tick tick)
    {
        ArgumentNullException.ThrowIfNull(tick);
        int length = tick.CalculateSize();
        TickWriter writer = Reserve(length);
        writer.Byte(WireTag.RequestTicks);
        writer.Varint((uint)length);
        tick.WriteTo(_buffer.AsSpan(writer.Position, length));
        _position = writer.Position + length;
        Count++;
    }

    /// <summary>The ticks as they are encoded, for <see cref="AddEncoded"/> of another batch. Valid until the batch is changed.</summary>
    public ReadOnlySpan<byte> EncodedTicks => _buffer.AsSpan(HeadroomBytes, _position - HeadroomBytes);

    /// <summary>Adds ticks that were encoded before, by <see cref="EncodedTicks"/>: whole ones, which is not checked.</summary>
    /// <param name="count">How many they are: at least 1.</param>
    /// <returns>Where they are now, so that values of fixed width can be overwritten. Valid until the batch is changed.</returns>
    /// <exception cref="InvalidOperationException">The message is full.</exception>
    public Span<byte> AddEncoded(ReadOnlySpan<byte> ticks, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count > MaxTicks - Count)
        {
            throw new InvalidOperationException($"The message holds {Count} ticks, and may hold {MaxTicks}: not {count} more.");
        }

        Reserve(ticks.Length);
        Span<byte> added = _buffer.AsSpan(_position, ticks.Length);
        ticks.CopyTo(added);
        _position += ticks.Length;
        Count += count;
        return added;
    }

    /// <summary>The message behind its gRPC prefix, contiguous. Valid until the batch is changed.</summary>
    internal ReadOnlyMemory<byte> Frame()
    {
        int length = ByteCount;
        int start = HeadroomBytes - FirstSequenceBytes - GrpcFraming.PrefixBytes;
        GrpcFraming.WritePrefix(_buffer.AsSpan(start), length);
        if (FirstSequence != 0)
        {
            Span<byte> field = _buffer.AsSpan(start + GrpcFraming.PrefixBytes, FirstSequenceBytes);
            field[0] = WireTag.RequestFirstSequence;
            ulong rest = FirstSequence;
            for (int i = 1; i < field.Length; i++, rest >>= 7)
            {
                field[i] = (byte)(i == field.Length - 1 ? rest : rest | 0x80);
            }
        }

        return _buffer.AsMemory(start, GrpcFraming.PrefixBytes + length);
    }

    private static void WriteTrade(
        ref TickWriter writer, byte tag, long price, ulong size, ReadOnlySpan<byte> id, ReadOnlySpan<byte> conditions)
    {
        int trade = writer.BeginMessage(tag);
        writer.Field(WireTag.TradePrice, price);
        writer.Field(WireTag.TradeSize, size);
        writer.Field(WireTag.TradeId, id);
        writer.Field(WireTag.TradeConditions, conditions);
        writer.EndMessage(trade);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TickWriter Begin(int textBytes, ReadOnlySpan<byte> symbol, ulong venueTimeNanos, out int tick)
    {
        TickWriter writer = Reserve(textBytes);
        tick = writer.BeginMessage(WireTag.RequestTicks);
        writer.Field(WireTag.TickSymbol, symbol);
        writer.Fixed64(WireTag.TickTime, venueTimeNanos);
        return writer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(ref TickWriter writer, int tick, ReadOnlySpan<byte> venue)
    {
        writer.Field(WireTag.TickVenue, venue);
        writer.EndMessage(tick);
        _position = writer.Position;
        Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TickWriter Reserve(int textBytes)
    {
        // As unsigned, a sum of lengths that overflowed is too large as well.
        if (Count >= MaxTicks || _buffer.Length - _position < (uint)textBytes + (long)(MaxFieldBytes + TickWriter.SlackBytes))
        {
            Grow(textBytes);
        }

        return new TickWriter(_buffer, _position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int textBytes)
    {
        if (Count >= MaxTicks)
        {
            throw new InvalidOperationException($"The message holds {Count} ticks, the most it may.");
        }

        long needed = _position + (long)(uint)textBytes + MaxFieldBytes + TickWriter.SlackBytes;
        if (needed > MaxBufferBytes)
        {
            throw new InvalidOperationException(
                $"The message holds {ByteCount} bytes; a tick with {(uint)textBytes} bytes of texts is not sure to fit into {MaxMessageBytes}.");
        }

        int size = (int)Math.Min(Math.Max(needed, _buffer.Length * 2L), MaxBufferBytes);
        Debug.Assert(size > _buffer.Length, "A buffer of the greatest size either has room or throws above.");
        byte[] larger = GC.AllocateUninitializedArray<byte>(size);
        _buffer.AsSpan(HeadroomBytes, _position - HeadroomBytes).CopyTo(larger.AsSpan(HeadroomBytes));
        _buffer = larger;
    }
}
