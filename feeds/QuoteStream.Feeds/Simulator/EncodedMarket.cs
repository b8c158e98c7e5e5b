using System.Buffers.Binary;
using System.Runtime.InteropServices;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Simulator;

/// <summary>A simulated market's opening and one cycle of it, encoded, with the places of what changes from one sending to the next.</summary>
internal sealed class EncodedMarket
{
    /// <summary>Of encoded ticks; the places take a sixth of it besides. As much as a load test can spare, and some million ticks.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>More would make nothing more varied, and take longer to make than a start should.</summary>
    public const int MostCycleTicks = 1_000_000;

    // Bursts, and stops that have to be over first, may make a cycle longer than was planned.
    private const double CycleReserve = 0.8;

    // All six venues retreat first and then quote.
    private const int MostTicksToSettle = 12;

    // Of a tick, without its symbol: the largest, but for listings, is a correction of some 90.
    private const int UsualTickBytes = 45;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(MaxBytes);
    private readonly List<EncodedTickPlaces> _places = [];
    private int _length;

    /// <param name="cycleTicks">As many before the market begins to go back; fewer where they would take too much room.</param>
    public EncodedMarket(SimulatorOptions options, int cycleTicks)
    {
        var exchange = new SimulatedExchange(options with { MaxTicks = 0, Duration = TimeSpan.Zero }, PreEncodedExchange.TradeIdDigits);
        var batch = new TickBatch();
        ReadAll(exchange, batch, exchange.OpenNanos - 1);
        CycleStart = Count;
        exchange.BeginCycle(Math.Min(cycleTicks, RoomFor(options)));
        ReadAll(exchange, batch, ulong.MaxValue);
        CycleNanos = (ulong)((Count - CycleStart) / options.TicksPerSecond * 1e9);
        Stretch(exchange.OpenNanos, CycleNanos / (double)Math.Max(exchange.TimeNanos - exchange.OpenNanos, 1));
    }

    /// <summary>Ticks of the opening and the cycle.</summary>
    public int Count => _places.Count;

    /// <summary>The first tick of the cycle.</summary>
    public int CycleStart { get; }

    /// <summary>How long a cycle takes.</summary>
    public ulong CycleNanos { get; }

    public EncodedTickPlaces PlacesOf(int tick) => _places[tick];

    public ReadOnlySpan<EncodedTickPlaces> Places(int first, int count) => CollectionsMarshal.AsSpan(_places).Slice(first, count);

    public ulong TimeOf(int tick) => ProtobufField.ReadFixed64(_bytes, _places[tick].Start + _places[tick].Time);

    /// <summary>The ticks from one to before another.</summary>
    public ReadOnlySpan<byte> Bytes(int first, int end)
    {
        int start = _places[first].Start;
        return _bytes.AsSpan(start, (end == Count ? _length : _places[end].Start) - start);
    }

    private int RoomFor(SimulatorOptions options)
    {
        int tickBytes = UsualTickBytes + options.Instruments.Max(i => i.Symbol.Length);
        long room = (long)((MaxBytes - _length) * CycleReserve / tickBytes) - ((long)MostTicksToSettle * options.Instruments.Count);
        return room >= options.Instruments.Count
            ? (int)Math.Min(room, MostCycleTicks)
            : throw new ArgumentException($"{options.Instruments.Count:N0} symbols are more than fit into {MaxBytes >> 20} MiB of encoded ticks.");
    }

    private void ReadAll(SimulatedExchange exchange, TickBatch batch, ulong untilNanos)
    {
        TickReading reading;
        do
        {
            batch.Clear();
            reading = exchange.Read(batch, TickBatch.MaxTicks, untilNanos);
            Append(batch);
        }
        while (reading.End == TickReadingEnd.BatchFull);
    }

    private void Append(TickBatch batch)
    {
        ReadOnlySpan<byte> ticks = batch.EncodedTicks;
        if (ticks.Length > MaxBytes - _length)
        {
            throw new InvalidOperationException($"A cycle of the market did not come to its end within {MaxBytes >> 20} MiB.");
        }

        ticks.CopyTo(_bytes.AsSpan(_length));
        for (int position = 0; position < ticks.Length;)
        {
            _places.Add(EncodedTickPlaces.Find(ticks, _length, ref position));
        }

        _length += ticks.Length;
    }

    /// <summary>Makes the cycle as long as its ticks are to take: so short a piece of the market has not their average rate.</summary>
    private void Stretch(ulong startNanos, double factor)
    {
        for (int tick = CycleStart; tick < Count; tick++)
        {
            ulong time = startNanos + (ulong)((TimeOf(tick) - startNanos) * factor);
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_places[tick].Start + _places[tick].Time), time);
        }
    }
}
