using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Dbn;

/// <summary>Turns records into ticks. Hot path: once per record; only definitions allocate.</summary>
/// <remarks>A record of a trade with the best bid and offer before it is two ticks: the quote, then the trade.</remarks>
internal sealed class DbnRecords(DbnMetadata metadata, DbnCounts counts)
{
    // The longest symbol that a tick may carry (feed_ingest.proto).
    private const int MaxSymbolBytes = 32;
    private const long NoPrice = long.MaxValue;
    private const ulong NoTime = ulong.MaxValue;
    private const int NoNumber = int.MaxValue;
    private const byte TradeAction = (byte)'T';
    private const byte DeleteAction = (byte)'D';

    // Of a book after a loss at the venue; of ts_recv when the capture's clock was off.
    private const byte MaybeBadBook = 0x04;
    private const byte BadReceiveTime = 0x08;

    private const int PriceAt = 16;
    private const int SizeAt = 24;
    private const int ActionAt = 28;
    private const int FlagsAt = 30;
    private const int ReceiveTimeAt = 32;
    private const int LevelAt = 48;

    private readonly byte[] _consolidated = DbnVenues.ConsolidatedOf(metadata.Dataset).ToArray();

    /// <summary>When the record came: the receiver's stamp, by which files are sorted, or the venue's where it has none; 0 or all ones: none.</summary>
    public static ulong SentNanos(ReadOnlySpan<byte> record)
    {
        byte type = record[1];
        int at = type switch
        {
            DbnRecordType.Status or DbnRecordType.Definition => 16,
            _ => ReceiveTimeAt,
        };
        bool hasStamp = record.Length >= at + sizeof(ulong)
            && (type is DbnRecordType.Trade or DbnRecordType.Mbp1 or DbnRecordType.Status or DbnRecordType.Definition
                or DbnRecordType.ConsolidatedMbp1 or (>= DbnRecordType.ConsolidatedBbo1S and <= DbnRecordType.Bbo1M));
        if (hasStamp && at == ReceiveTimeAt && (record[FlagsAt] & BadReceiveTime) != 0)
        {
            hasStamp = false;
        }

        ulong stamp = hasStamp ? BinaryPrimitives.ReadUInt64LittleEndian(record[at..]) : NoTime;
        return stamp is 0 or NoTime ? VenueStamp(record) : stamp;
    }

    /// <param name="timeNanos">When it came, or the record before.</param>
    public void Publish(ReadOnlySpan<byte> record, ulong timeNanos, TickSink ticks)
    {
        byte type = record[1];
        counts.Record(type);
        int leastBytes = DbnRecordType.LengthOf(type, metadata.Version);
        if (leastBytes == 0)
        {
            counts.Unread++;
            return;
        }

        if (record.Length < leastBytes)
        {
            counts.TooShort++;
            return;
        }

        uint instrument = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        if (type == DbnRecordType.SymbolMapping)
        {
            metadata.Symbols.Tell(instrument, DbnText.Trim(metadata.Version == 1 ? record.Slice(38, 22) : record.Slice(89, 71)));
            return;
        }

        if (type == DbnRecordType.Definition)
        {
            metadata.Symbols.Tell(instrument, DbnDefinition.SymbolOf(record, metadata.Version));
        }

        ReadOnlySpan<byte> symbol = metadata.Symbols.Of(instrument, timeNanos);
        if (symbol.Length is 0 or > MaxSymbolBytes)
        {
            counts.WithoutSymbol++;
            return;
        }

        ushort publisher = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]);
        ReadOnlySpan<byte> venue = DbnVenues.Of(publisher);
        counts.UnknownPublishers += venue.IsEmpty ? 1 : 0;
        ulong venueTime = VenueStamp(record) is var stamp and not (0 or NoTime) ? stamp : timeNanos;
        switch (type)
        {
            case DbnRecordType.Trade:
                AddTrade(ticks, symbol, venueTime, record, venue);
                break;
            case DbnRecordType.Mbp1:
                AddQuote(ticks, symbol, venueTime, record, venue);
                AddTradeIfAny(ticks, symbol, venueTime, record, venue);
                break;
            case DbnRecordType.ConsolidatedMbp1 or DbnRecordType.ConsolidatedTbbo:
                AddQuote(ticks, symbol, venueTime, record, _consolidated);
                AddTradeIfAny(ticks, symbol, venueTime, record, venue);
                break;

            // Their stamp of the venue, price and size are those of the last trade, which may be long ago.
            case DbnRecordType.Bbo1S or DbnRecordType.Bbo1M:
                AddQuote(ticks, symbol, timeNanos, record, venue);
                break;
            case DbnRecordType.ConsolidatedBbo1S or DbnRecordType.ConsolidatedBbo1M:
                AddQuote(ticks, symbol, timeNanos, record, _consolidated);
                break;
            case DbnRecordType.Status:
                AddStatus(ticks, symbol, venueTime, record, venue);
                break;
            case DbnRecordType.Definition:
                AddReference(ticks, symbol, venueTime, record, venue);
                break;
        }
    }

    private static ulong VenueStamp(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);

    private void AddQuote(TickSink ticks, ReadOnlySpan<byte> symbol, ulong time, ReadOnlySpan<byte> record, ReadOnlySpan<byte> venue)
    {
        counts.DoubtedBooks += (record[FlagsAt] & MaybeBadBook) != 0 ? 1 : 0;
        long bid = BinaryPrimitives.ReadInt64LittleEndian(record[LevelAt..]);
        long ask = BinaryPrimitives.ReadInt64LittleEndian(record[(LevelAt + 8)..]);
        uint bidSize = BinaryPrimitives.ReadUInt32LittleEndian(record[(LevelAt + 16)..]);
        uint askSize = BinaryPrimitives.ReadUInt32LittleEndian(record[(LevelAt + 20)..]);
        ticks.Quote(
            symbol,
            time,
            bid == NoPrice ? 0 : bid,
            bid == NoPrice ? 0 : bidSize,
            ask == NoPrice ? 0 : ask,
            ask == NoPrice ? 0 : askSize,
            venue);
    }

    private void AddTradeIfAny(TickSink ticks, ReadOnlySpan<byte> symbol, ulong time, ReadOnlySpan<byte> record, ReadOnlySpan<byte> venue)
    {
        if (record[ActionAt] == TradeAction)
        {
            AddTrade(ticks, symbol, time, record, venue);
        }
    }

    private void AddTrade(TickSink ticks, ReadOnlySpan<byte> symbol, ulong time, ReadOnlySpan<byte> record, ReadOnlySpan<byte> venue)
    {
        long price = BinaryPrimitives.ReadInt64LittleEndian(record[PriceAt..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(record[SizeAt..]);
        if (price == NoPrice || size == 0 || record[ActionAt] != TradeAction)
        {
            counts.IncompleteTrades++;
            return;
        }

        ticks.Trade(symbol, time, price, size, id: default, conditions: default, venue);
    }

    private void AddStatus(TickSink ticks, ReadOnlySpan<byte> symbol, ulong time, ReadOnlySpan<byte> record, ReadOnlySpan<byte> venue)
    {
        TradingState state = DbnStatus.StateOf(BinaryPrimitives.ReadUInt16LittleEndian(record[24..]), isTrading: record[30]);
        if (state == TradingState.Unspecified)
        {
            counts.StatusWithoutState++;
            return;
        }

        ticks.Status(symbol, time, state, DbnStatus.ReasonOf(BinaryPrimitives.ReadUInt16LittleEndian(record[26..])), venue);
    }

    private void AddReference(TickSink ticks, ReadOnlySpan<byte> symbol, ulong time, ReadOnlySpan<byte> record, ReadOnlySpan<byte> venue)
    {
        if (DbnDefinition.ActionOf(record, metadata.Version) == DeleteAction)
        {
            return;
        }

        var reference = new Reference { Currency = DbnDefinition.CurrencyOf(record, metadata.Version) };
        int roundLot = DbnDefinition.RoundLotOf(record, metadata.Version);
        if (roundLot is > 0 and not NoNumber)
        {
            reference.RoundLot = (uint)roundLot;
        }

        ticks.Reference(symbol, time, reference, venue);
    }
}
