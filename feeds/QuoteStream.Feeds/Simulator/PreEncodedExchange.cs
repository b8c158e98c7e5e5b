using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Simulator;

/// <summary>
/// A simulated market for load tests: its opening, then one cycle of it over and over, encoded once and copied into batches, at a few
/// nanoseconds a tick. Numbers go on, times follow the clock, and trade ids stay unique; each cycle begins where the one before ended.
/// </summary>
/// <remarks>Hot path: copies and overwrites. One thread at a time. Reading does not allocate.</remarks>
public sealed class PreEncodedExchange : ITickSource
{
    /// <summary>Of a trade's id: the cycle's number, then the trade's within the opening and one cycle.</summary>
    internal const int TradeIdDigits = 2 * CycleDigits;

    // As many as fit into a 64-bit word, which is written at once. Ids come again after a hundred million cycles: weeks.
    private const int CycleDigits = sizeof(ulong);
    private const ulong MostCycles = 100_000_000;

    private readonly SimulatorOptions _options;
    private readonly EncodedMarket _market;
    private readonly TimeProvider? _clock;
    private readonly ulong _endNanos;
    private long _ticksLeft;
    private ulong _sequence;
    private ulong _cycle;
    private ulong _cycleText;
    private ulong _offsetNanos;
    private int _next;

    /// <param name="clock">
    /// Ticks have the times at which they are read, by this clock: for a market that is sent as fast as it can be. Null: they have the
    /// market's own, which options, start and rate determine.
    /// </param>
    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    public PreEncodedExchange(SimulatorOptions options, TimeProvider? clock = null)
        : this(options, clock, EncodedMarket.MostCycleTicks)
    {
    }

    internal PreEncodedExchange(SimulatorOptions options, TimeProvider? clock, int cycleTicks)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.DayLength > TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(options.DayLength)} is {options.DayLength}: a market that is sent again and again never closes.");
        }

        _options = options;
        _clock = clock;
        _market = new EncodedMarket(options, cycleTicks);
        _ticksLeft = options.MaxTicks == 0 ? long.MaxValue : options.MaxTicks;
        _endNanos = options.Duration == TimeSpan.Zero ? ulong.MaxValue : options.StartNanos + ((ulong)options.Duration.Ticks * 100);
        _cycleText = TextOf(0);
    }

    public VenueTerms Terms => SimulatedExchange.SharedTerms;

    public string SessionName => $"simulated-{_options.Seed}-{_options.StartNanos}";

    /// <summary>Ticks of one cycle.</summary>
    public int CycleTicks => _market.Count - _market.CycleStart;

    /// <inheritdoc/>
    public TickReading Read(TickBatch batch, int maxTicks, ulong untilVenueTimeNanos)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_clock is not null && untilVenueTimeNanos > 0)
        {
            MoveToNow(_clock);
        }

        while (true)
        {
            ulong next = _market.TimeOf(_next) + _offsetNanos;
            if (_ticksLeft == 0 || next >= _endNanos)
            {
                return new TickReading(TickReadingEnd.EndOfTicks, next);
            }

            if (next > untilVenueTimeNanos)
            {
                return new TickReading(TickReadingEnd.NotDue, next);
            }

            int room = (int)Math.Min(Math.Min(maxTicks - batch.Count, _market.Count - _next), _ticksLeft);
            if (room <= 0 || batch.IsFull)
            {
                return new TickReading(TickReadingEnd.BatchFull, next);
            }

            Append(batch, DueBy(Math.Min(untilVenueTimeNanos, _endNanos - 1), _next + room));
        }
    }

    // Never back: what was read before has earlier times.
    private void MoveToNow(TimeProvider clock)
    {
        ulong now = (ulong)(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        ulong next = _market.TimeOf(_next);
        _offsetNanos = Math.Max(_offsetNanos, now > next ? now - next : 0);
    }

    /// <summary>The first tick, up to a limit, that is later: a binary search.</summary>
    private int DueBy(ulong timeNanos, int limit)
    {
        if (_market.TimeOf(limit - 1) + _offsetNanos <= timeNanos)
        {
            return limit;
        }

        int due = _next;
        int later = limit - 1;
        while (later - due > 1)
        {
            int middle = (due + later) >>> 1;
            (due, later) = _market.TimeOf(middle) + _offsetNanos <= timeNanos ? (middle, later) : (due, middle);
        }

        return later;
    }

    private void Append(TickBatch batch, int end)
    {
        int count = end - _next;
        if (batch.Count == 0)
        {
            batch.FirstSequence = _sequence + 1;
        }

        Overwrite(batch.AddEncoded(_market.Bytes(_next, end), count), _next, count);
        _sequence += (ulong)count;
        _ticksLeft -= count;
        _next = end;
        if (_next == _market.Count)
        {
            _next = _market.CycleStart;
            _offsetNanos += _market.CycleNanos;
            _cycle = (_cycle + 1) % MostCycles;
            _cycleText = TextOf(_cycle);
        }
    }

    private void Overwrite(Span<byte> ticks, int first, int count)
    {
        int origin = _market.PlacesOf(first).Start;
        foreach (ref readonly EncodedTickPlaces places in _market.Places(first, count))
        {
            Span<byte> tick = ticks[(places.Start - origin)..];
            Span<byte> time = tick[places.Time..];
            BinaryPrimitives.WriteUInt64LittleEndian(time, BinaryPrimitives.ReadUInt64LittleEndian(time) + _offsetNanos);
            if (places.Id != 0)
            {
                MemoryMarshal.Write(tick[places.Id..], in _cycleText);
                if (places.CorrectedId != 0)
                {
                    MemoryMarshal.Write(tick[places.CorrectedId..], in _cycleText);
                }
            }
        }
    }

    private static ulong TextOf(ulong cycle)
    {
        Span<byte> text = stackalloc byte[CycleDigits];
        Utf8Formatter.TryFormat(cycle, text, out _, new StandardFormat('D', CycleDigits));
        return MemoryMarshal.Read<ulong>(text);
    }
}
