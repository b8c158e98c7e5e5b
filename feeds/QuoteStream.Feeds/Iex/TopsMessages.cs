using System.Buffers.Binary;
using System.Buffers.Text;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Iex;

/// <summary>Turns TOPS messages into ticks: one message, at most one tick.</summary>
/// <remarks>TOPS 1.5 has no status messages: there a halt shows only as an empty quote.</remarks>
internal sealed class TopsMessages(bool skipTestSymbols, IexCounts counts)
{
    // At least what one day's directory holds several times over: more can only be a damaged or hostile file.
    private const int MaxRememberedSymbols = 100_000;

    // Of a decimal 64-bit number with its sign.
    private const int MaxTradeIdBytes = 20;

    // Why an exchange stops on its own account, in the words of the UTP plan's halt codes.
    private static ReadOnlySpan<byte> OperationsHaltReason => "O1"u8;

    private readonly HashSet<IexSymbol> _testSymbols = [.. IexSymbol.KnownTestSymbols];

    // Only of symbols that do not simply trade: the two kinds of halt end independently of each other.
    private readonly Dictionary<IexSymbol, IexTradingStatus> _notTrading = [];
    private readonly byte[] _symbol = new byte[IexSymbol.Bytes];
    private readonly byte[] _reason = new byte[IexTradingStatus.ReasonBytes];
    private int _symbolLength;
    private ulong _timeNanos;

    public void Publish(ReadOnlySpan<byte> message, TickSink ticks)
    {
        byte type = message.IsEmpty ? (byte)0 : message[0];
        counts.Message(type);
        int leastBytes = TopsMessageType.LengthOf(type);
        if (leastBytes == 0 || message.Length < leastBytes)
        {
            counts.Unread(isKnown: leastBytes != 0);
            return;
        }

        if (type == TopsMessageType.SystemEvent)
        {
            return;
        }

        _timeNanos = BinaryPrimitives.ReadUInt64LittleEndian(message[2..]);
        IexSymbol symbol = IexSymbol.Read(message[10..]);
        if (IsTestSymbol(symbol, type, message[1]))
        {
            counts.SkippedTestSymbolMessages++;
            return;
        }

        _symbolLength = symbol.CopyTo(_symbol);
        if (_symbolLength == 0)
        {
            counts.Unread(isKnown: true);
            return;
        }

        Add(ticks, type, symbol, message);
    }

    private void Add(TickSink ticks, byte type, IexSymbol symbol, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case TopsMessageType.QuoteUpdate:
                ticks.Quote(
                    Symbol,
                    _timeNanos,
                    BinaryPrimitives.ReadInt64LittleEndian(message[22..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(message[18..]),
                    BinaryPrimitives.ReadInt64LittleEndian(message[30..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(message[38..]));
                break;
            case TopsMessageType.TradeReport:
                AddTrade(ticks, message);
                break;
            case TopsMessageType.TradeBreak:
                AddBreak(ticks, message);
                break;
            case TopsMessageType.TradingStatus:
                uint reason = IexTradingStatus.ReadReason(message[18..]);
                ChangeStatus(ticks, symbol, StatusOf(symbol) with { Regulatory = message[1], Reason = reason });
                break;
            case TopsMessageType.OperationalHalt:
                AddOperationalHalt(ticks, symbol, isHalted: message[1] == (byte)'O');
                break;
            case TopsMessageType.SecurityDirectory:
                AddDirectory(ticks, message);
                break;
            case TopsMessageType.OfficialPrice:
                AddOfficialPrice(ticks, message);
                break;
            default:
                // Retail liquidity, short sale price test, auction information: no tick has a field for them.
                ticks.Hold(Symbol, _timeNanos);
                break;
        }
    }

    private ReadOnlySpan<byte> Symbol => _symbol.AsSpan(0, _symbolLength);

    private void AddTrade(TickSink ticks, ReadOnlySpan<byte> message)
    {
        Span<byte> id = stackalloc byte[MaxTradeIdBytes];
        ticks.Trade(
            Symbol,
            _timeNanos,
            BinaryPrimitives.ReadInt64LittleEndian(message[22..]),
            BinaryPrimitives.ReadUInt32LittleEndian(message[18..]),
            id[..FormatTradeId(message, id)],
            IexSaleConditions.Of(message[1]));
    }

    private void AddBreak(TickSink ticks, ReadOnlySpan<byte> message)
    {
        Span<byte> id = stackalloc byte[MaxTradeIdBytes];
        ticks.Cancel(Symbol, _timeNanos, id[..FormatTradeId(message, id)]);
    }

    private static int FormatTradeId(ReadOnlySpan<byte> message, Span<byte> id)
    {
        bool fits = Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt64LittleEndian(message[30..]), id, out int length);
        System.Diagnostics.Debug.Assert(fits, "A 64-bit number has at most 20 characters.");
        return length;
    }

    private void AddDirectory(TickSink ticks, ReadOnlySpan<byte> message)
    {
        var reference = new Reference { RoundLot = BinaryPrimitives.ReadUInt32LittleEndian(message[18..]) };
        long previousClose = BinaryPrimitives.ReadInt64LittleEndian(message[22..]);
        if (previousClose > 0)
        {
            reference.PreviousClose = previousClose;
        }

        ticks.Reference(Symbol, _timeNanos, reference);
    }

    private void AddOfficialPrice(TickSink ticks, ReadOnlySpan<byte> message)
    {
        long price = BinaryPrimitives.ReadInt64LittleEndian(message[18..]);
        Reference? reference = (message[1], price) switch
        {
            ((byte)'Q', > 0) => new Reference { OfficialOpen = price },
            ((byte)'M', > 0) => new Reference { OfficialClose = price },
            _ => null,
        };
        if (reference is null)
        {
            ticks.Hold(Symbol, _timeNanos);
            return;
        }

        ticks.Reference(Symbol, _timeNanos, reference);
    }

    private void AddOperationalHalt(TickSink ticks, IexSymbol symbol, bool isHalted)
    {
        IexTradingStatus status = StatusOf(symbol);
        if (status.IsOperationallyHalted == isHalted)
        {
            // Each morning's messages say "not halted" of every symbol: that must not end a regulatory halt.
            ticks.Hold(Symbol, _timeNanos);
            return;
        }

        ChangeStatus(ticks, symbol, status with { IsOperationallyHalted = isHalted });
    }

    private void ChangeStatus(TickSink ticks, IexSymbol symbol, IexTradingStatus status)
    {
        if (status.IsPlainTrading)
        {
            _notTrading.Remove(symbol);
        }
        else if (_notTrading.Count < MaxRememberedSymbols || _notTrading.ContainsKey(symbol))
        {
            _notTrading[symbol] = status;
        }

        TradingState state = status.State;
        if (state == TradingState.Unspecified)
        {
            counts.Unread(isKnown: true);
            ticks.Hold(Symbol, _timeNanos);
            return;
        }

        ReadOnlySpan<byte> reason = status.IsOnlyOperationallyHalted
            ? OperationsHaltReason
            : _reason.AsSpan(0, status.CopyReasonTo(_reason));
        ticks.Status(Symbol, _timeNanos, state, reason);
    }

    private IexTradingStatus StatusOf(IexSymbol symbol) => _notTrading.GetValueOrDefault(symbol, IexTradingStatus.PlainTrading);

    private bool IsTestSymbol(IexSymbol symbol, byte type, byte flags)
    {
        const byte TestSecurity = 0x80;
        if (!skipTestSymbols)
        {
            return false;
        }

        if (type == TopsMessageType.SecurityDirectory && (flags & TestSecurity) != 0 && _testSymbols.Count < MaxRememberedSymbols)
        {
            _testSymbols.Add(symbol);
        }

        return _testSymbols.Contains(symbol);
    }
}
