using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Fills a <see cref="ProviderTick"/> from the bytes of one <c>Tick</c> that <see cref="WireCheck"/> has passed.</summary>
/// <remarks>
/// Hot path: once per tick. Fields come in any order and any number of times; as protobuf has it, the last scalar wins, a message given
/// twice is merged, and of a oneof's members the last one stays. Since the structure is known to be sound, only the span's own bounds
/// are checked here.
/// </remarks>
internal static class TickDecoder
{
    public static void Decode(ReadOnlySpan<byte> span, int position, int end, ref ProviderTick tick)
    {
        tick.Symbol = default;
        tick.Venue = default;
        tick.VenueTimeNanos = 0;
        tick.Kind = TickKind.None;
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            switch (tag)
            {
                case FieldTags.Symbol:
                    tick.Symbol = ReadBytes(span, ref position);
                    break;
                case FieldTags.Time:
                    tick.VenueTimeNanos = BinaryPrimitives.ReadUInt64LittleEndian(span.Slice(position, sizeof(ulong)));
                    position += sizeof(ulong);
                    break;
                case FieldTags.Quote:
                    ReadQuote(span, ref position, ref tick);
                    break;
                case FieldTags.Trade:
                    BecomeTrade(ref tick);
                    ReadTrade(span, ref position, ref tick);
                    break;
                case FieldTags.Venue:
                    tick.Venue = ReadBytes(span, ref position);
                    break;
                default:
                    ReadRare(span, ref position, end, tag, ref tick);
                    break;
            }
        }
    }

    private static void ReadQuote(ReadOnlySpan<byte> span, ref int position, ref ProviderTick tick)
    {
        if (tick.Kind != TickKind.Quote)
        {
            tick.Kind = TickKind.Quote;
            tick.BidPrice = tick.AskPrice = 0;
            tick.BidSize = tick.AskSize = 0;
        }

        var end = ReadEnd(span, ref position);
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            switch (tag)
            {
                case FieldTags.BidPrice:
                    tick.BidPrice = ReadSigned(span, ref position);
                    break;
                case FieldTags.BidSize:
                    tick.BidSize = ReadUnsigned(span, ref position);
                    break;
                case FieldTags.AskPrice:
                    tick.AskPrice = ReadSigned(span, ref position);
                    break;
                case FieldTags.AskSize:
                    tick.AskSize = ReadUnsigned(span, ref position);
                    break;
                default:
                    SkipUnknown(span, ref position, end, tag);
                    break;
            }
        }
    }

    private static void BecomeTrade(ref ProviderTick tick)
    {
        if (tick.Kind != TickKind.Trade)
        {
            tick.Kind = TickKind.Trade;
            ClearTrade(ref tick);
        }
    }

    private static void ClearTrade(ref ProviderTick tick)
    {
        tick.TradePrice = 0;
        tick.TradeSize = 0;
        tick.TradeId = default;
        tick.Conditions = default;
    }

    private static void ReadTrade(ReadOnlySpan<byte> span, ref int position, ref ProviderTick tick)
    {
        var end = ReadEnd(span, ref position);
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            switch (tag)
            {
                case FieldTags.TradePrice:
                    tick.TradePrice = ReadSigned(span, ref position);
                    break;
                case FieldTags.TradeSize:
                    tick.TradeSize = ReadUnsigned(span, ref position);
                    break;
                case FieldTags.TradeId:
                    tick.TradeId = ReadBytes(span, ref position);
                    break;
                case FieldTags.TradeConditions:
                    tick.Conditions = ReadBytes(span, ref position);
                    break;
                default:
                    SkipUnknown(span, ref position, end, tag);
                    break;
            }
        }
    }

    /// <summary>What comes a few times a day and symbol, and what is not ours.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadRare(ReadOnlySpan<byte> span, ref int position, int end, uint tag, ref ProviderTick tick)
    {
        switch (tag)
        {
            case FieldTags.Cancel:
                ReadCancel(span, ref position, ref tick);
                break;
            case FieldTags.Correction:
                ReadCorrection(span, ref position, ref tick);
                break;
            case FieldTags.Status:
                ReadStatus(span, ref position, ref tick);
                break;
            case FieldTags.Reference:
                ReadReference(span, ref position, ref tick);
                break;
            default:
                SkipUnknown(span, ref position, end, tag);
                break;
        }
    }

    private static void ReadCancel(ReadOnlySpan<byte> span, ref int position, ref ProviderTick tick)
    {
        if (tick.Kind != TickKind.Cancel)
        {
            tick.Kind = TickKind.Cancel;
            tick.OriginalTradeId = default;
        }

        var end = ReadEnd(span, ref position);
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            if (tag == FieldTags.OriginalTradeId)
            {
                tick.OriginalTradeId = ReadBytes(span, ref position);
            }
            else
            {
                SkipUnknown(span, ref position, end, tag);
            }
        }
    }

    private static void ReadCorrection(ReadOnlySpan<byte> span, ref int position, ref ProviderTick tick)
    {
        if (tick.Kind != TickKind.Correction)
        {
            tick.Kind = TickKind.Correction;
            tick.OriginalTradeId = default;
            tick.HasCorrectedTrade = false;
            ClearTrade(ref tick);
        }

        var end = ReadEnd(span, ref position);
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            switch (tag)
            {
                case FieldTags.OriginalTradeId:
                    tick.OriginalTradeId = ReadBytes(span, ref position);
                    break;
                case FieldTags.CorrectedTrade:
                    tick.HasCorrectedTrade = true;
                    ReadTrade(span, ref position, ref tick);
                    break;
                default:
                    SkipUnknown(span, ref position, end, tag);
                    break;
            }
        }
    }

    private static void ReadStatus(ReadOnlySpan<byte> span, ref int position, ref ProviderTick tick)
    {
        if (tick.Kind != TickKind.Status)
        {
            tick.Kind = TickKind.Status;
            tick.State = 0;
            tick.Reason = default;
        }

        var end = ReadEnd(span, ref position);
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            switch (tag)
            {
                case FieldTags.State:
                    tick.State = (int)ReadUnsigned(span, ref position);
                    break;
                case FieldTags.Reason:
                    tick.Reason = ReadBytes(span, ref position);
                    break;
                default:
                    SkipUnknown(span, ref position, end, tag);
                    break;
            }
        }
    }

    private static void ReadReference(ReadOnlySpan<byte> span, ref int position, ref ProviderTick tick)
    {
        if (tick.Kind != TickKind.Reference)
        {
            tick.Kind = TickKind.Reference;
            tick.PreviousClose = tick.OfficialOpen = tick.OfficialClose = null;
            tick.Name = tick.Currency = default;
            tick.RoundLot = 0;
        }

        var end = ReadEnd(span, ref position);
        while (position < end)
        {
            var tag = ReadTag(span, ref position);
            switch (tag)
            {
                case FieldTags.PreviousClose:
                    tick.PreviousClose = ReadSigned(span, ref position);
                    break;
                case FieldTags.OfficialOpen:
                    tick.OfficialOpen = ReadSigned(span, ref position);
                    break;
                case FieldTags.OfficialClose:
                    tick.OfficialClose = ReadSigned(span, ref position);
                    break;
                case FieldTags.Name:
                    tick.Name = ReadBytes(span, ref position);
                    break;
                case FieldTags.Currency:
                    tick.Currency = ReadBytes(span, ref position);
                    break;
                case FieldTags.RoundLot:
                    tick.RoundLot = (uint)ReadUnsigned(span, ref position);
                    break;
                default:
                    SkipUnknown(span, ref position, end, tag);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadTag(ReadOnlySpan<byte> span, ref int position)
    {
        uint first = span[position];
        if (first < 0x80)
        {
            position++;
            return first;
        }

        return (uint)ReadUnsigned(span, ref position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadLength(ReadOnlySpan<byte> span, ref int position)
    {
        int first = span[position];
        if (first < 0x80)
        {
            position++;
            return first;
        }

        return (int)ReadUnsigned(span, ref position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadEnd(ReadOnlySpan<byte> span, ref int position)
    {
        var length = ReadLength(span, ref position);
        return position + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> span, scoped ref int position)
    {
        var length = ReadLength(span, ref position);
        position += length;
        return span.Slice(position - length, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ReadSigned(ReadOnlySpan<byte> span, ref int position) => Varint.ZigZag(ReadUnsigned(span, ref position));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadUnsigned(ReadOnlySpan<byte> span, ref int position)
    {
        _ = Varint.Read(span, ref position, out var value);
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SkipUnknown(ReadOnlySpan<byte> span, ref int position, int end, uint tag)
    {
        var cursor = new SegmentCursor(span[position..end]);
        cursor.SkipValue(tag);
        position += cursor.Position;
    }
}
