using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Simulator;

/// <summary>A whole market by itself: opens, quotes over several venues, trades, stops, corrects itself. The same options give the same ticks.</summary>
/// <remarks>One thread at a time. Reading does not allocate.</remarks>
public sealed class SimulatedExchange : ITickSource
{
    private readonly SimulatorOptions _options;
    private readonly SimulatedTickQueue _ticks = new();
    private readonly SimulatedTradingDay _day;
    private readonly SimulatedTickEncoder _encoder;
    private readonly ulong _endNanos;
    private long _ticksLeft;
    private ulong _sequence;
    private ulong _timeNanos;

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    public SimulatedExchange(SimulatorOptions options)
        : this(options, tradeIdDigits: 1)
    {
    }

    /// <param name="tradeIdDigits">Of a trade's id, at least: a fixed width can be written over.</param>
    internal SimulatedExchange(SimulatorOptions options, byte tradeIdDigits)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _day = new SimulatedTradingDay(options, _ticks);
        _encoder = new SimulatedTickEncoder(tradeIdDigits);
        _ticksLeft = options.MaxTicks == 0 ? long.MaxValue : options.MaxTicks;
        _endNanos = options.Duration == TimeSpan.Zero ? ulong.MaxValue : options.StartNanos + ((ulong)options.Duration.Ticks * 100);
        _timeNanos = options.StartNanos;
    }

    public VenueTerms Terms => SharedTerms;

    /// <summary>Of every simulated market.</summary>
    /// <remarks>One pair of exponents has to fit a share of $900 and a hundred-millionth of a bitcoin.</remarks>
    internal static VenueTerms SharedTerms { get; } = new("", PriceExponent: -5, SizeExponent: -8, Symbology.Unspecified, SaleConditionScheme.Utp);

    /// <summary>When continuous trading begins: all ticks of the opening are earlier.</summary>
    internal ulong OpenNanos => _day.OpenNanos;

    /// <summary>The time of the last tick read.</summary>
    internal ulong TimeNanos => _timeNanos;

    public string SessionName => $"simulated-{_options.Seed}-{_options.StartNanos}";

    /// <inheritdoc/>
    public TickReading Read(TickBatch batch, int maxTicks, ulong untilVenueTimeNanos)
    {
        SkipTime(untilVenueTimeNanos);
        while (true)
        {
            while (!_ticks.IsEmpty && _ticksLeft > 0)
            {
                if (batch.Count >= maxTicks || batch.IsFull)
                {
                    return new TickReading(TickReadingEnd.BatchFull, _timeNanos);
                }

                _sequence++;
                _ticksLeft--;
                if (batch.Count == 0)
                {
                    batch.FirstSequence = _sequence;
                }

                ref readonly SimulatedTick tick = ref _ticks.Take();
                _encoder.Add(batch, in tick, _day.SymbolAt(tick.Symbol), _timeNanos);
            }

            if (_ticksLeft == 0 || _day.IsOver || _day.NextNanos >= _endNanos)
            {
                return new TickReading(TickReadingEnd.EndOfTicks, _timeNanos);
            }

            if (_day.NextNanos > untilVenueTimeNanos)
            {
                return new TickReading(TickReadingEnd.NotDue, _day.NextNanos);
            }

            _ticks.Clear();
            _timeNanos = _day.Step();
        }
    }

    /// <summary>From now on the market works towards being as it is now, and ends when it is. Once, when it is open.</summary>
    /// <param name="ticks">As many before it begins to go back, symbol by symbol.</param>
    internal void BeginCycle(int ticks) => _day.BeginCycle(ticks);

    private void SkipTime(ulong untilVenueTimeNanos)
    {
        ulong limit = (ulong)_options.CatchUpLimit.Ticks * 100;
        if (limit > 0 && untilVenueTimeNanos < ulong.MaxValue && untilVenueTimeNanos > _day.NextNanos + limit)
        {
            _day.SkipTo(untilVenueTimeNanos);
        }
    }
}
