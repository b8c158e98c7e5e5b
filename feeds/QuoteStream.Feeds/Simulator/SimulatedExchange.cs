using System.Buffers.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Simulator;

/// <summary>A whole market by itself: opens, quotes over several venues, trades, pauses. The same options give the same ticks.</summary>
/// <remarks>One thread at a time. Reading does not allocate.</remarks>
public sealed class SimulatedExchange : ITickSource
{
    private readonly SimulatorOptions _options;
    private readonly SimulatedTickQueue _ticks = new();
    private readonly SimulatedTradingDay _day;
    private readonly ulong _endNanos;
    private long _ticksLeft;
    private ulong _sequence;
    private ulong _timeNanos;

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    public SimulatedExchange(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _day = new SimulatedTradingDay(options, _ticks);
        _ticksLeft = options.MaxTicks == 0 ? long.MaxValue : options.MaxTicks;
        _endNanos = options.Duration == TimeSpan.Zero ? ulong.MaxValue : options.StartNanos + ((ulong)options.Duration.Ticks * 100);
        _timeNanos = options.StartNanos;
    }

    /// <remarks>One pair of exponents has to fit a share of $900 and a hundred-millionth of a bitcoin.</remarks>
    public VenueTerms Terms { get; } = new("", PriceExponent: -5, SizeExponent: -8, Symbology.Unspecified, SaleConditionScheme.Utp);

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

                Add(batch, in _ticks.Take());
            }

            if (_ticksLeft == 0 || _day.NextNanos >= _endNanos)
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

    private void SkipTime(ulong untilVenueTimeNanos)
    {
        ulong limit = (ulong)_options.CatchUpLimit.Ticks * 100;
        if (limit > 0 && untilVenueTimeNanos < ulong.MaxValue && untilVenueTimeNanos > _day.NextNanos + limit)
        {
            _day.SkipTo(untilVenueTimeNanos);
        }
    }

    private void Add(TickBatch batch, in SimulatedTick tick)
    {
        SimulatedSymbol symbol = _day.SymbolAt(tick.Symbol);
        byte[] venue = symbol.Venues[tick.Venue].Mic;
        _sequence++;
        _ticksLeft--;
        if (batch.Count == 0)
        {
            batch.FirstSequence = _sequence;
        }

        switch (tick.Kind)
        {
            case SimulatedTickKind.Quote:
                batch.AddQuote(symbol.Name, _timeNanos, tick.Price, tick.Size, tick.AskPrice, tick.AskSize, venue);
                break;
            case SimulatedTickKind.Trade:
                Span<byte> id = stackalloc byte[20];
                Utf8Formatter.TryFormat(tick.AskSize, id, out int idLength);
                batch.AddTrade(symbol.Name, _timeNanos, tick.Price, tick.Size, id[..idLength], ConditionsOf(tick.Sale), venue);
                break;
            case SimulatedTickKind.PreOpen:
                batch.AddStatus(symbol.Name, _timeNanos, TradingState.PreOpen, default, venue);
                break;
            case SimulatedTickKind.Trading:
                batch.AddStatus(symbol.Name, _timeNanos, TradingState.Trading, default, venue);
                break;
            case SimulatedTickKind.Paused:
                batch.AddStatus(symbol.Name, _timeNanos, TradingState.Paused, "LUDP"u8, venue);
                break;
            case SimulatedTickKind.Reference:
                batch.AddReference(symbol.Name, _timeNanos, symbol.Reference, venue);
                break;
        }
    }

    // As the UTP tape prints them: settlement, exemption, hours, detail.
    private static ReadOnlySpan<byte> ConditionsOf(SaleKind sale) => sale switch
    {
        SaleKind.Regular => "@"u8,
        SaleKind.Sweep => "@F"u8,
        SaleKind.OddLot => "@  I"u8,
        SaleKind.OddLotSweep => "@F I"u8,
        SaleKind.Opening => "@O X"u8,
        SaleKind.Reopening => "@5 X"u8,
        _ => default,
    };
}
