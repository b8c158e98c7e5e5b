using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>A made-up day of the venue, message by message, in memory that does not grow with its length.</summary>
/// <remarks>
/// The events of a day in their order: directory, trading before hours, opening crosses, regular hours with a pause now and then, closing
/// crosses, trading after hours. Deterministic by its options. One thread at a time.
/// </remarks>
public sealed class GeneratedItchDay
{
    private const ulong NanosPerSecond = 1_000_000_000;
    private const ulong NanosPerHour = 3_600 * NanosPerSecond;
    private const ulong StartNanos = 3 * NanosPerHour;
    private const ulong EarlyNanos = 4 * NanosPerHour;
    private const ulong OpenNanos = (9 * NanosPerHour) + (1_800 * NanosPerSecond);
    private const ulong CloseNanos = 16 * NanosPerHour;
    private const ulong EndNanos = 20 * NanosPerHour;

    // Of the day's flow, before and after hours together.
    private const double ExtendedShare = 0.04;

    // A pause, its quotation period and its end; what pauses is drawn, when is not.
    private const int Pauses = 4;
    private const int MessagesPerPause = 3;
    private const int Events = 7;

    // What happens makes others act: messages come several at once, a microsecond apart, and share a packet.
    private const int BurstMessages = 8;
    private const ulong BurstNanos = 1_000;
    private const int DirectoryMessagesPerStock = 4;
    private const int CrossesPerStock = 2;

    private readonly ItchDayOptions _options;
    private readonly SimulatorRandom _random;
    private readonly GeneratedStock[] _stocks;
    private readonly GeneratedFlow _flow;
    private readonly byte[] _buffer = new byte[ItchMessageWriter.MaxBytes];

    /// <exception cref="ArgumentOutOfRangeException">More or less than the options allow.</exception>
    public GeneratedItchDay(ItchDayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Symbols);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Symbols, ItchDayOptions.MaxSymbols);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Messages, options.LeastMessages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Messages, ItchDayOptions.MaxMessages);
        _options = options;
        _random = new SimulatorRandom(options.Seed);
        _stocks = [.. Enumerable.Range(0, options.Symbols).Select(i => new GeneratedStock(i, _random))];
        _flow = new GeneratedFlow(options, _stocks, _random);
    }

    /// <summary>The day's messages, once; each is good until the next.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Messages() => Lengths().Select(length => (ReadOnlyMemory<byte>)_buffer.AsMemory(0, length));

    internal static long FixedMessages(int symbols) =>
        Events + (Pauses * MessagesPerPause) + ((long)symbols * (DirectoryMessagesPerStock + CrossesPerStock));

    private IEnumerable<int> Lengths()
    {
        long flow = _options.Messages - FixedMessages(_options.Symbols);
        long early = (long)(flow * ExtendedShare / 2);
        long regular = flow - (2 * early);
        yield return Event('O', StartNanos);
        yield return BreakerLevels(StartNanos);
        foreach (int length in Directory())
        {
            yield return length;
        }

        yield return Event('S', EarlyNanos);
        foreach (int length in Flow(EarlyNanos, OpenNanos, early, pauses: 0))
        {
            yield return length;
        }

        yield return Event('Q', OpenNanos);
        foreach (GeneratedStock stock in _stocks)
        {
            yield return Cross(stock, OpenNanos, 'O');
        }

        foreach (int length in Flow(OpenNanos, CloseNanos, regular, Pauses))
        {
            yield return length;
        }

        yield return Event('M', CloseNanos);
        foreach (GeneratedStock stock in _stocks)
        {
            yield return Cross(stock, CloseNanos, 'C');
        }

        foreach (int length in Flow(CloseNanos, EndNanos, early, pauses: 0))
        {
            yield return length;
        }

        yield return Event('E', EndNanos);
        yield return Event('C', EndNanos);
    }

    private IEnumerable<int> Directory()
    {
        foreach (GeneratedStock stock in _stocks)
        {
            yield return Write(ItchMessageType.StockDirectory, stock.Locate, StartNanos)
                .Text(stock.Symbol, ItchField.SymbolBytes).Text("QN", 2).UInt32(100).Text("NCZ PN", 6).Text(" 1N", 3).UInt32(0).Byte('N').Length;
            yield return Action(stock, 'T', "", StartNanos);
            yield return Write(ItchMessageType.ShortSaleRestriction, stock.Locate, StartNanos).Text(stock.Symbol, ItchField.SymbolBytes).Byte('0').Length;
            yield return Write(ItchMessageType.MarketParticipant, stock.Locate, StartNanos)
                .Text("MAKA", 4).Text(stock.Symbol, ItchField.SymbolBytes).Text("YNA", 3).Length;
        }
    }

    /// <param name="pauses">So many stocks pause on the way, one after another.</param>
    private IEnumerable<int> Flow(ulong from, ulong to, long count, int pauses)
    {
        int pausesBegun = 0;
        int stage = 0;
        GeneratedStock paused = _stocks[0];
        for (long i = 0; i < count; i++)
        {
            long burst = i % BurstMessages;
            ulong time = TimeAt((double)(i - burst) / count, from, to) + ((ulong)burst * BurstNanos);

            // Each pause has its part of the time: it begins, gathers quotes and ends at the first, second and third quarter of it.
            while (pausesBegun < pauses && i >= count * ((pausesBegun * 4L) + stage + 1) / (pauses * 4))
            {
                paused = stage == 0 ? _stocks[_random.NextBelow(_stocks.Length)] : paused;
                paused.IsHalted = stage < 2;
                yield return stage switch
                {
                    0 => Action(paused, 'P', "LUDP", time),
                    1 => Action(paused, 'Q', "LUDP", time),
                    _ => Action(paused, 'T', "", time),
                };
                stage = (stage + 1) % MessagesPerPause;
                pausesBegun += stage == 0 ? 1 : 0;
            }

            yield return _flow.Write(_buffer, time);
        }

        for (; pausesBegun < pauses; stage++)
        {
            paused.IsHalted = false;
            yield return Action(paused, 'T', "", to);
            pausesBegun += stage % MessagesPerPause == MessagesPerPause - 1 ? 1 : 0;
        }
    }

    // More at the beginning and the end than in between; only arithmetic that is the same on every machine.
    private static ulong TimeAt(double share, ulong from, ulong to)
    {
        double bent = (0.4 * share) + (0.6 * share * share * (3 - (2 * share)));
        return from + (ulong)(bent * (to - from));
    }

    private int Event(char code, ulong time) => Write(ItchMessageType.SystemEvent, 0, time).Byte(code).Length;

    private int BreakerLevels(ulong time)
    {
        // Of an index at 4,000 points: 7, 13 and 20 of a hundred below it, in units of 1e-8.
        const ulong Point = 100_000_000;
        return Write(ItchMessageType.BreakerLevels, 0, time).UInt64(3_720 * Point).UInt64(3_480 * Point).UInt64(3_200 * Point).Length;
    }

    private int Action(GeneratedStock stock, char state, string reason, ulong time) =>
        Write(ItchMessageType.TradingAction, stock.Locate, time)
            .Text(stock.Symbol, ItchField.SymbolBytes).Byte(state).Byte(' ').Text(reason, ItchTradingStatus.ReasonBytes).Length;

    private int Cross(GeneratedStock stock, ulong time, char kind) =>
        Write(ItchMessageType.CrossTrade, stock.Locate, time)
            .UInt64(100 * (1 + (ulong)_random.NextBelow(10_000)))
            .Text(stock.Symbol, ItchField.SymbolBytes)
            .UInt32(stock.PriceOf(stock.Fair))
            .UInt64(_flow.NextMatch())
            .Byte(kind)
            .Length;

    private ItchMessageWriter Write(byte type, int locate, ulong time) => new(_buffer, type, locate, time);
}
