using System.Buffers.Binary;
using System.Buffers.Text;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Iex;

/// <summary>Turns IEX's messages into ticks: one message, at most one tick. Here those that its feeds have alike.</summary>
/// <remarks>Hot path: once per message. TOPS 1.5 has no status messages: there a halt shows only as an empty quote.</remarks>
internal abstract class IexMessages(IexFeed feed, bool skipTestSymbols, IexCounts counts)
{
    // At least what one day's directory holds several times over: more can only be a damaged or hostile file.
    protected const int MaxRememberedSymbols = 100_000;

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

    protected ReadOnlySpan<byte> Symbol => _symbol.AsSpan(0, _symbolLength);

    /// <summary>Stamped by the venue on the message at hand: nanoseconds since the Unix epoch, UTC.</summary>
    protected ulong VenueTimeNanos { get; private set; }

    protected IexCounts Counts => counts;

    /// <param name="isLate">Its number was read before: a second copy, or a message that comes after later ones.</param>
    public void Publish(ReadOnlySpan<byte> message, bool isLate, TickSink ticks)
    {
        byte type = message.IsEmpty ? (byte)0 : message[0];
        counts.Message(type);
        int leastBytes = IexMessageType.LengthOf(type, feed);
        if (leastBytes == 0 || message.Length < leastBytes)
        {
            counts.Unread(isKnown: leastBytes != 0);
            return;
        }

        if (type == IexMessageType.SystemEvent)
        {
            return;
        }

        VenueTimeNanos = BinaryPrimitives.ReadUInt64LittleEndian(message[2..]);
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

        Add(ticks, type, symbol, message, isLate);
    }

    /// <summary>What was learned of the session before is its own.</summary>
    public virtual void BeginSession()
    {
    }

    /// <summary>A message that quotes, of this feed's own kind: publishes at most one tick.</summary>
    protected abstract void AddQuoting(TickSink ticks, byte type, IexSymbol symbol, ReadOnlySpan<byte> message, bool isLate);

    private void Add(TickSink ticks, byte type, IexSymbol symbol, ReadOnlySpan<byte> message, bool isLate)
    {
        switch (type)
        {
            case IexMessageType.QuoteUpdate or IexMessageType.PriceLevelBuy or IexMessageType.PriceLevelSell:
                AddQuoting(ticks, type, symbol, message, isLate);
                break;
            case IexMessageType.TradeReport:
                AddTrade(ticks, message);
                break;
            case IexMessageType.TradeBreak:
                AddBreak(ticks, message);
                break;
            case IexMessageType.TradingStatus:
                uint reason = IexTradingStatus.ReadReason(message[18..]);
                ChangeStatus(ticks, symbol, StatusOf(symbol) with { Regulatory = message[1], Reason = reason });
                break;
            case IexMessageType.OperationalHalt:
                AddOperationalHalt(ticks, symbol, isHalted: message[1] == (byte)'O');
                break;
            case IexMessageType.SecurityDirectory:
                AddDirectory(ticks, message);
                break;
            case IexMessageType.OfficialPrice:
                AddOfficialPrice(ticks, message);
                break;
            default:
                // Retail liquidity, short sale price test, security event, auction information: no tick has a field for them.
                ticks.Hold(Symbol, VenueTimeNanos);
                break;
        }
    }

    private void AddTrade(TickSink ticks, ReadOnlySpan<byte> message)
    {
        Span<byte> id = stackalloc byte[MaxTradeIdBytes];
        ticks.Trade(
            Symbol,
            VenueTimeNanos,
            BinaryPrimitives.ReadInt64LittleEndian(message[22..]),
            BinaryPrimitives.ReadUInt32LittleEndian(message[18..]),
            id[..FormatTradeId(message, id)],
            IexSaleConditions.Of(message[1]));
    }

    private void AddBreak(TickSink ticks, ReadOnlySpan<byte> message)
    {
        Span<byte> id = stackalloc byte[MaxTradeIdBytes];
        ticks.Cancel(Symbol, VenueTimeNanos, id[..FormatTradeId(message, id)]);
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

        ticks.Reference(Symbol, VenueTimeNanos, reference);
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
            ticks.Hold(Symbol, VenueTimeNanos);
            return;
        }

        ticks.Reference(Symbol, VenueTimeNanos, reference);
    }

    private void AddOperationalHalt(TickSink ticks, IexSymbol symbol, bool isHalted)
    {
        IexTradingStatus status = StatusOf(symbol);
        if (status.IsOperationallyHalted == isHalted)
        {
            // Each morning's messages say "not halted" of every symbol: that must not end a regulatory halt.
            ticks.Hold(Symbol, VenueTimeNanos);
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
            ticks.Hold(Symbol, VenueTimeNanos);
            return;
        }

        ReadOnlySpan<byte> reason = status.IsOnlyOperationallyHalted
            ? OperationsHaltReason
            : _reason.AsSpan(0, status.CopyReasonTo(_reason));
        ticks.Status(Symbol, VenueTimeNanos, state, reason);
    }

    private IexTradingStatus StatusOf(IexSymbol symbol) => _notTrading.GetValueOrDefault(symbol, IexTradingStatus.PlainTrading);

    private bool IsTestSymbol(IexSymbol symbol, byte type, byte flags)
    {
        const byte TestSecurity = 0x80;
        if (!skipTestSymbols)
        {
            return false;
        }

        if (type == IexMessageType.SecurityDirectory && (flags & TestSecurity) != 0 && _testSymbols.Count < MaxRememberedSymbols)
        {
            _testSymbols.Add(symbol);
        }

        return _testSymbols.Contains(symbol);
    }
}
