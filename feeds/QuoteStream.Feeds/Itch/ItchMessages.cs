using System.Buffers.Text;
using System.Runtime.CompilerServices;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch.Books;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Itch;

/// <summary>Applies messages to the order books and turns them into ticks: one message, at most one tick, and what it means beyond is owed.</summary>
/// <remarks>
/// Hot path: once per message; nothing is allocated but for new stocks and while the books grow. An execution is a trade with its own
/// message's number, and the quote that it leaves behind comes with the next message that means no tick; until then newer changes of the
/// same stock only make that quote newer. So no quote is ever older than the message before it, and a stock owes one quote at most. An
/// official open or close is owed by its cross in the same way. System events and the breach of a circuit breaker name no stock: they
/// make no tick, and the venue sends the trading action of each stock that follows from them.
/// </remarks>
internal sealed class ItchMessages
{
    // Of a decimal 64-bit number.
    private const int MaxMatchBytes = 20;

    private readonly OrderBooks _books = new();
    private readonly ListedStocks _stocks;
    private readonly OwingStocks _owing = new();
    private readonly MatchLog _matches = new();
    private readonly MarketHours _hours = new();
    private readonly byte _market;
    private readonly ItchCounts _counts;

    // One for all: a tick is encoded at once.
    private readonly Reference _reference = new();
    private ulong _timeOfDayNanos;
    private ulong _timeNanos;

    /// <param name="venue">Whose feed it is: whose own halts are meant.</param>
    public ItchMessages(string venue, bool skipTestSymbols, ItchCounts counts)
    {
        _counts = counts;
        _stocks = new ListedStocks(skipTestSymbols, counts);
        _market = venue switch
        {
            "XBOS" => (byte)'B',
            "XPHL" => (byte)'X',
            _ => (byte)'Q',
        };
    }

    public OrderBooks Books => _books;

    /// <summary>When the day of the messages began: nanoseconds since the Unix epoch, UTC.</summary>
    public ulong MidnightNanos { get; set; }

    /// <summary>Begins another day: no order, stock or trade of the one before is known.</summary>
    public void Clear()
    {
        _books.Clear();
        _stocks.Clear();
        _owing.Clear();
        _matches.Clear();
        _hours.Clear();
    }

    public void Publish(ReadOnlySpan<byte> message, TickSink ticks)
    {
        byte type = message.IsEmpty ? (byte)0 : message[0];
        _counts.Message(type);
        int leastBytes = ItchMessageType.LengthOf(type);
        if (leastBytes == 0 || message.Length < leastBytes)
        {
            _counts.Unread(isKnown: leastBytes != 0);
            return;
        }

        _timeOfDayNanos = ItchField.TimeOfDayNanos(message);
        _timeNanos = MidnightNanos + _timeOfDayNanos;
        switch (type)
        {
            case ItchMessageType.AddOrder or ItchMessageType.AddAttributedOrder:
                AddOrder(message);
                break;
            case ItchMessageType.OrderDelete:
                Note(_books.Delete(ItchField.UInt64(message, 11), out int stock), stock);
                break;
            case ItchMessageType.OrderReplace:
                BookVerdict replaced = _books.Replace(
                    ItchField.UInt64(message, 11), ItchField.UInt64(message, 19), ItchField.UInt32(message, 27), ItchField.UInt32(message, 31), out stock);
                Note(replaced, stock);
                break;
            case ItchMessageType.OrderCancel:
                Note(_books.Reduce(ItchField.UInt64(message, 11), ItchField.UInt32(message, 19), out stock, out _), stock);
                break;
            case ItchMessageType.OrderExecuted or ItchMessageType.OrderExecutedWithPrice:
                Execute(message, ticks, withPrice: type == ItchMessageType.OrderExecutedWithPrice);
                break;
            case ItchMessageType.SystemEvent:
                NoteEvent(message[ItchField.HeaderBytes]);
                break;
            default:
                PublishOther(type, message, ticks);
                break;
        }
    }

    /// <summary>Adds the tick that is owed longest. False when none is.</summary>
    public bool TryPublishOwed(TickSink ticks)
    {
        while (_owing.First is { } stock)
        {
            if ((stock.Owes & OwedTicks.Quote) != 0)
            {
                _owing.Settle(OwedTicks.Quote);
                if (TryPublishQuote(stock, ticks))
                {
                    return true;
                }

                continue;
            }

            bool isOpen = (stock.Owes & OwedTicks.OfficialOpen) != 0;
            _owing.Settle(isOpen ? OwedTicks.OfficialOpen : OwedTicks.OfficialClose);
            PublishOfficialPrice(stock, isOpen, ticks);
            return true;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PublishOther(byte type, ReadOnlySpan<byte> message, TickSink ticks)
    {
        switch (type)
        {
            case ItchMessageType.Trade:
                if (_stocks.Of(message, 24) is { } traded)
                {
                    PublishTrade(
                        traded, ItchField.UInt32(message, 32), ItchField.UInt32(message, 20), ItchField.UInt64(message, 36), ItchSaleConditions.NoCross, ticks);
                }

                break;
            case ItchMessageType.CrossTrade:
                PublishCross(message, ticks);
                break;
            case ItchMessageType.BrokenTrade:
                PublishBreak(ItchField.UInt64(message, 11), ticks);
                break;
            case ItchMessageType.StockDirectory:
                PublishDirectory(message, ticks);
                break;
            case ItchMessageType.TradingAction:
                if (_stocks.Of(message, 11) is { } acted)
                {
                    PublishStatus(acted, acted.Status with { Everywhere = message[19], Reason = ItchField.UInt32(message, 21) }, ticks);
                }

                break;
            case ItchMessageType.OperationalHalt:
                PublishOperationalHalt(message, ticks);
                break;

            // Short sale restrictions, market participants, breaker levels and status, offerings' quotation, collars, imbalances, retail
            // interest, price discovery: no tick has a field for them.
        }
    }

    private void AddOrder(ReadOnlySpan<byte> message)
    {
        if (_stocks.Of(message, 24) is not { } stock)
        {
            return;
        }

        byte side = message[19];
        bool isBuy = side == 'B';
        BookVerdict verdict = isBuy || side == 'S'
            ? _books.Add(stock.Locate, isBuy, ItchField.UInt64(message, 11), ItchField.UInt32(message, 20), ItchField.UInt32(message, 32))
            : BookVerdict.BadOrder;
        Note(verdict, stock.Locate);
    }

    private void Execute(ReadOnlySpan<byte> message, TickSink ticks, bool withPrice)
    {
        uint shares = ItchField.UInt32(message, 19);
        BookVerdict verdict = _books.Reduce(ItchField.UInt64(message, 11), shares, out int locate, out uint price);
        Note(verdict, locate);

        // What is not printable is part of a cross, which its own message tells of.
        bool isTrade = verdict <= BookVerdict.BestChanged && !(withPrice && message[31] == 'N');
        if (isTrade && _stocks[locate] is { } stock)
        {
            PublishTrade(
                stock, withPrice ? ItchField.UInt32(message, 32) : price, shares, ItchField.UInt64(message, 23), ItchSaleConditions.NoCross, ticks);
        }
    }

    private void Note(BookVerdict verdict, int locate)
    {
        if (verdict == BookVerdict.Changed)
        {
            return;
        }

        if (verdict != BookVerdict.BestChanged)
        {
            _counts.Refused(verdict);
        }
        else if (_stocks[locate] is { IsLeftOut: false } stock)
        {
            _owing.Add(stock, OwedTicks.Quote, _timeNanos);
        }
    }

    private bool TryPublishQuote(ListedStock stock, TickSink ticks)
    {
        (uint bidPrice, ulong bidShares) = _books.Best(stock.Locate, isBuy: true);
        (uint askPrice, ulong askShares) = _books.Best(stock.Locate, isBuy: false);
        if (stock.Published == (bidPrice, bidShares, askPrice, askShares))
        {
            // It changed and changed back.
            return false;
        }

        stock.Published = (bidPrice, bidShares, askPrice, askShares);
        ticks.Quote(stock.Symbol, stock.OwedTimeNanos, bidPrice, bidShares, askPrice, askShares);
        return true;
    }

    private void PublishTrade(ListedStock stock, uint price, ulong shares, ulong match, byte cross, TickSink ticks)
    {
        if (shares == 0)
        {
            _counts.Unread(isKnown: true);
            return;
        }

        _matches.Add(match, stock.Locate);
        if (stock.IsLeftOut)
        {
            return;
        }

        Span<byte> id = stackalloc byte[MaxMatchBytes];
        Utf8Formatter.TryFormat(match, id, out int idLength);
        ReadOnlySpan<byte> conditions = ItchSaleConditions.Of(
            cross, stock.IsListedHere, _hours.IsExtended(_timeOfDayNanos), isOddLot: shares < stock.RoundLot);
        ticks.Trade(stock.Symbol, _timeNanos, price, shares, id[..idLength], conditions);
    }

    private void PublishCross(ReadOnlySpan<byte> message, TickSink ticks)
    {
        ulong shares = ItchField.UInt64(message, 11);
        if (_stocks.Of(message, 19) is not { } stock || shares == 0)
        {
            // Without shares there was no cross: interest on one side at most.
            return;
        }

        uint price = ItchField.UInt32(message, 27);
        byte cross = message[39];
        PublishTrade(stock, price, shares, ItchField.UInt64(message, 31), cross, ticks);
        if (!stock.IsListedHere || stock.IsLeftOut)
        {
            return;
        }

        if (cross == ItchSaleConditions.OpeningCross)
        {
            stock.OfficialOpen = price;
            _owing.Add(stock, OwedTicks.OfficialOpen, _timeNanos);
        }
        else if (cross == ItchSaleConditions.ClosingCross)
        {
            stock.OfficialClose = price;
            _owing.Add(stock, OwedTicks.OfficialClose, _timeNanos);
        }
    }

    private void PublishOfficialPrice(ListedStock stock, bool isOpen, TickSink ticks)
    {
        ForgetReference();
        if (isOpen)
        {
            _reference.OfficialOpen = stock.OfficialOpen;
        }
        else
        {
            _reference.OfficialClose = stock.OfficialClose;
        }

        ticks.Reference(stock.Symbol, stock.OwedTimeNanos, _reference);
    }

    private void PublishBreak(ulong match, TickSink ticks)
    {
        if (!_matches.TryFind(match, out int locate) || _stocks[locate] is not { } stock)
        {
            _counts.UnknownBreaks++;
            return;
        }

        if (!stock.IsLeftOut)
        {
            Span<byte> id = stackalloc byte[MaxMatchBytes];
            Utf8Formatter.TryFormat(match, id, out int idLength);
            ticks.Cancel(stock.Symbol, _timeNanos, id[..idLength]);
        }
    }

    private void PublishDirectory(ReadOnlySpan<byte> message, TickSink ticks)
    {
        if (_stocks.Of(message, 11) is not { } stock)
        {
            return;
        }

        uint roundLot = ItchField.UInt32(message, 21);
        stock.RoundLot = roundLot;

        // Q, G and S are Nasdaq's three tiers; the others are listed elsewhere. BX and PSX list nothing.
        stock.IsListedHere = _market == 'Q' && message[19] is (byte)'Q' or (byte)'G' or (byte)'S';
        stock.IsLeftOut |= _stocks.SkipsTestSymbols && message[29] == 'T';
        if (!stock.IsLeftOut)
        {
            ForgetReference();
            _reference.RoundLot = roundLot;
            ticks.Reference(stock.Symbol, _timeNanos, _reference);
        }
    }

    private void PublishOperationalHalt(ReadOnlySpan<byte> message, TickSink ticks)
    {
        bool isHalted = message[20] == 'H';

        // Each morning's messages say "not halted" of every stock, and other markets' halts are none of ours.
        if (_stocks.Of(message, 11) is { } stock && message[19] == _market && stock.Status.IsHaltedHere != isHalted)
        {
            PublishStatus(stock, stock.Status with { IsHaltedHere = isHalted }, ticks);
        }
    }

    private void PublishStatus(ListedStock stock, ItchTradingStatus status, TickSink ticks)
    {
        if (status.State == TradingState.Unspecified)
        {
            _counts.Unread(isKnown: true);
            return;
        }

        stock.Status = status;
        if (!stock.IsLeftOut)
        {
            Span<byte> reason = stackalloc byte[ItchTradingStatus.ReasonBytes];
            ticks.Status(stock.Symbol, _timeNanos, status.State, reason[..status.CopyReasonTo(reason)]);
        }
    }

    private void NoteEvent(byte code)
    {
        if (!_hours.Note(code))
        {
            _counts.Unread(isKnown: true);
        }
    }

    private void ForgetReference()
    {
        _reference.ClearOfficialOpen();
        _reference.ClearOfficialClose();
        _reference.RoundLot = 0;
    }
}
