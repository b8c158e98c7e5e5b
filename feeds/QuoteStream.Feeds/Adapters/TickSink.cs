using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Adapters;

/// <summary>Where a decoder puts the ticks of its messages; their numbers are not its concern.</summary>
/// <remarks>
/// Hot path: nothing is allocated. One thread at a time. Symbols are texts as the feed writes them, of at most 32 bytes; prices and sizes
/// are integers in units of <see cref="FeedDecoder.Terms"/>; times are nanoseconds since the Unix epoch, UTC. Ticks of symbols that the
/// user did not select go no further.
/// </remarks>
public sealed class TickSink
{
    // The longest symbol that a tick may carry (feed_ingest.proto).
    private const int MaxSymbolBytes = 32;

    private static readonly Reference NoChange = new();

    private readonly SymbolFilter? _symbols;
    private readonly bool _isCounted;
    private readonly byte[] _lastSymbol = new byte[MaxSymbolBytes];
    private int _lastSymbolLength;
    private TickBatch _batch = new(initialCapacityBytes: 64);

    /// <param name="symbols">The only ones whose ticks go further; null: all.</param>
    public TickSink(SymbolFilter? symbols = null)
        : this(symbols, isCounted: symbols is not null)
    {
    }

    /// <param name="isCounted">Ticks have numbers of their own: nothing has to hold one.</param>
    internal TickSink(SymbolFilter? symbols, bool isCounted)
    {
        _symbols = symbols;
        _isCounted = isCounted;
    }

    /// <summary>Ticks that changed nothing and only held a number.</summary>
    public long Held { get; private set; }

    /// <summary>Ticks of symbols that were not selected.</summary>
    public long Unselected { get; private set; }

    /// <summary>Quotes and trades, with cancels and corrections, of messages before the first that is wanted.</summary>
    public long Early { get; private set; }

    internal bool IsCounted => _isCounted;

    /// <summary>The messages at hand come before the first that is wanted: what they say of quotes and trades goes no further.</summary>
    internal bool IsEarly { get; set; }

    /// <summary>The time of every tick, whatever a decoder says; 0: as it says. Nanoseconds since the Unix epoch, UTC.</summary>
    internal ulong TimeNanos { get; set; }

    public void Quote(
        ReadOnlySpan<byte> symbol,
        ulong timeNanos,
        long bidPrice,
        ulong bidSize,
        long askPrice,
        ulong askSize,
        ReadOnlySpan<byte> venue = default)
    {
        if (TakesPrices(symbol))
        {
            _batch.AddQuote(symbol, Time(timeNanos), bidPrice, bidSize, askPrice, askSize, venue);
        }
    }

    /// <param name="id">The venue's trade id or match number; may be empty.</param>
    /// <param name="conditions">Sale condition codes as the scheme of the session's terms prints them.</param>
    public void Trade(
        ReadOnlySpan<byte> symbol,
        ulong timeNanos,
        long price,
        ulong size,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> conditions,
        ReadOnlySpan<byte> venue = default)
    {
        if (TakesPrices(symbol))
        {
            _batch.AddTrade(symbol, Time(timeNanos), price, size, id, conditions, venue);
        }
    }

    /// <param name="id">Of the trade that is taken back.</param>
    public void Cancel(ReadOnlySpan<byte> symbol, ulong timeNanos, ReadOnlySpan<byte> id, ReadOnlySpan<byte> venue = default)
    {
        if (TakesPrices(symbol))
        {
            _batch.AddCancel(symbol, Time(timeNanos), id, venue);
        }
    }

    /// <param name="originalId">Of the trade that is replaced.</param>
    /// <param name="id">Of the trade as corrected; may be the same.</param>
    public void Correction(
        ReadOnlySpan<byte> symbol,
        ulong timeNanos,
        ReadOnlySpan<byte> originalId,
        long price,
        ulong size,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> conditions,
        ReadOnlySpan<byte> venue = default)
    {
        if (TakesPrices(symbol))
        {
            _batch.AddCorrection(symbol, Time(timeNanos), originalId, price, size, id, conditions, venue);
        }
    }

    /// <param name="reason">The venue's reason code, for example "T1" or "LUDP".</param>
    public void Status(
        ReadOnlySpan<byte> symbol, ulong timeNanos, TradingState state, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> venue = default)
    {
        if (Takes(symbol))
        {
            _batch.AddStatus(symbol, Time(timeNanos), state, reason, venue);
        }
    }

    /// <summary>What does not change tick by tick; a field that is not set changes nothing.</summary>
    public void Reference(ReadOnlySpan<byte> symbol, ulong timeNanos, Reference reference, ReadOnlySpan<byte> venue = default)
    {
        if (Takes(symbol))
        {
            _batch.AddReference(symbol, Time(timeNanos), reference, venue);
        }
    }

    /// <summary>Says only that there was a message about a symbol that means nothing a tick could carry.</summary>
    public void Hold(ReadOnlySpan<byte> symbol, ulong timeNanos)
    {
        // Only where numbers have to be held: ticks that are counted have no holes.
        if (!_isCounted && Takes(symbol))
        {
            Held++;
            _batch.AddReference(symbol, Time(timeNanos), NoChange);
        }
    }

    internal void WriteTo(TickBatch batch) => _batch = batch;

    /// <summary>Holds a number with the symbol before. False when there was none yet: the ticks' numbers begin later.</summary>
    internal bool TryHold(ulong timeNanos)
    {
        if (_lastSymbolLength == 0)
        {
            return false;
        }

        Held++;
        _batch.AddReference(_lastSymbol.AsSpan(0, _lastSymbolLength), Time(timeNanos), NoChange);
        return true;
    }

    private ulong Time(ulong timeNanos) => TimeNanos == 0 ? timeNanos : TimeNanos;

    private bool TakesPrices(ReadOnlySpan<byte> symbol)
    {
        if (IsEarly)
        {
            Early++;
            return false;
        }

        return Takes(symbol);
    }

    private bool Takes(ReadOnlySpan<byte> symbol)
    {
        if (_symbols is not null && !_symbols.Contains(symbol))
        {
            Unselected++;
            return false;
        }

        if (symbol.Length is > 0 and <= MaxSymbolBytes)
        {
            symbol.CopyTo(_lastSymbol);
            _lastSymbolLength = symbol.Length;
        }

        return true;
    }
}
