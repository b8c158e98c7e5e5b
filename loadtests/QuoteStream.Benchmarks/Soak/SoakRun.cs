using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;

namespace QuoteStream.Benchmarks.Soak;

/// <summary>A feed on two lossy lines through the real feed handler, and through a plain model of it, in virtual time.</summary>
/// <remarks>
/// The model takes the packets in the order of their numbers as soon as the fate of each is known: arrived, or lost on both lines. So it knows
/// nothing of lines, holding or waiting.
/// </remarks>
internal sealed class SoakRun
{
    public const int Symbols = 500;

    /// <summary>Prints of a day stay few enough that every book keeps them all.</summary>
    public const int TicksPerDay = 5_000_000;

    // In steps of 100 ns: a packet every 50 us is a million ticks a second. Line B is behind; on both, some packets are overtaken by others.
    private const int PacketInterval = 500;
    private const int Lag = 3_000;
    private const int Jitter = 4_000;
    private const int JitterOdds = 50;

    /// <summary>A packet that both lines lost and one sends again: later than everything else, well within the wait.</summary>
    private const int Recovery = 150_000;

    // One in so many packets.
    private const int LossOdds = 100;
    private const int LossOnBothOdds = 2_000;
    private const int HeartbeatOdds = 50;
    private const int BreakOdds = 5_000;
    private const int RepairOdds = 200;
    private const int RestartOdds = 20_000;

    private readonly Random _random;
    private readonly SoakClock _clock = new();
    private readonly SoakLines _lines;
    private readonly SoakFeed _feed;
    private readonly PlainMarket _model = new(Symbols);
    private readonly PriorityQueue<(SoakPacket Packet, int Line), long> _arrivals = new();
    private readonly Queue<SoakPacket> _undecided = new();
    private readonly Stack<SoakPacket> _free = new();
    private int _session = 1;
    private ulong _next = 1;

    public SoakRun(int seed)
    {
        _random = new Random(seed);
        _feed = new SoakFeed(_random, Symbols);
        Table = new SymbolTable(Symbols, new TradingCalendar());
        _lines = new SoakLines(new FeedHandler(Table, new FeedHandlingOptions(), _clock));
        _lines.BeginSession(_session);
    }

    public SymbolTable Table { get; }

    /// <summary>Ticks made, each under a number of its own.</summary>
    public long Made { get; private set; }

    public long Sent => _lines.Sent;

    public TickCounts Counts => _lines.Counts;

    public int Sessions => _session;

    /// <summary>Lines that were closed while the other stayed open.</summary>
    public int Breaks { get; private set; }

    /// <summary>Makes and delivers ticks until there are so many.</summary>
    public void RunTo(long ticks)
    {
        while (Made < ticks)
        {
            Disturb();
            var packet = Take();
            packet.First = _next;
            Made += _feed.Fill(packet, ticks - Made);
            _next += (ulong)packet.Ticks.Count;
            Send(packet);
            if (_random.Next(HeartbeatOdds) == 0)
            {
                var heartbeat = Take();
                heartbeat.First = _next;
                heartbeat.Ticks.Clear();
                Send(heartbeat);
            }

            _clock.MoveTo(_clock.Ticks + PacketInterval);
            Deliver(until: _clock.Ticks);
        }
    }

    /// <summary>Lets everything arrive and every wait end, and compares. Null: the feed handler's state is the model's.</summary>
    public string? Compare()
    {
        Settle();
        return _model.FindDifference(Table, Counts, Sent);
    }

    /// <summary>After <see cref="Compare"/>: goes on to the next trade date.</summary>
    public void BeginDay()
    {
        _clock.MoveTo(_clock.Ticks + TimeSpan.TicksPerDay);
        _feed.BeginDay();
        _model.BeginDay();
    }

    /// <summary>What happens to feeds: a line breaks and comes back, the source restarts, with or without its lines.</summary>
    private void Disturb()
    {
        if (!_lines.IsWhole)
        {
            if (_random.Next(RepairOdds) == 0)
            {
                _lines.Repair();
            }
        }
        else if (_random.Next(BreakOdds) == 0)
        {
            Breaks++;
            _lines.Close(_random.Next(2));
        }

        if (_random.Next(RestartOdds) == 0)
        {
            var isDown = _random.Next(2) == 0;
            if (isDown)
            {
                _lines.CloseAll();
            }

            _session++;
            _lines.BeginSession(_session);
            DecideAll();
            _model.EndSession();
            if (isDown)
            {
                _model.FeedDown();
            }

            _next = 1;
        }
    }

    private SoakPacket Take()
    {
        var packet = _free.Count > 0 ? _free.Pop() : new SoakPacket();
        packet.Session = _session;
        packet.HasArrived = false;
        packet.VenueTimeNanos = _lines.NowNanos;
        return packet;
    }

    private void Send(SoakPacket packet)
    {
        _undecided.Enqueue(packet);
        var isLostOnBoth = _random.Next(LossOnBothOdds) == 0;
        packet.CopiesUnderWay = 0;
        for (var line = 0; line < 2; line++)
        {
            if (!isLostOnBoth && _random.Next(LossOdds) != 0)
            {
                packet.CopiesUnderWay++;
                _arrivals.Enqueue((packet, line), _clock.Ticks + (line * Lag) + (_random.Next(JitterOdds) == 0 ? _random.Next(Jitter) : 0));
            }
        }

        if (packet.CopiesUnderWay == 0 && _random.Next(2) == 0)
        {
            packet.CopiesUnderWay = 1;
            _arrivals.Enqueue((packet, _random.Next(2)), _clock.Ticks + Recovery + _random.Next(Jitter));
        }
    }

    private void Deliver(long until)
    {
        while (_arrivals.TryPeek(out var arrival, out var at) && at <= until)
        {
            _arrivals.Dequeue();
            _clock.MoveTo(at);
            var hasArrived = _lines.Deliver(arrival.Packet, arrival.Line);
            arrival.Packet.HasArrived |= hasArrived && arrival.Packet.Session == _session;
            arrival.Packet.CopiesUnderWay--;
            if (arrival.Packet.Session != _session && arrival.Packet.CopiesUnderWay == 0)
            {
                _free.Push(arrival.Packet);
            }
        }

        while (_undecided.TryPeek(out var packet) && packet.CopiesUnderWay == 0)
        {
            _model.Apply(_undecided.Dequeue());
            _free.Push(packet);
        }
    }

    /// <summary>The session is over: what has not arrived by now never does, though copies of it may still come.</summary>
    private void DecideAll()
    {
        while (_undecided.TryDequeue(out var packet))
        {
            _model.Apply(packet);
            if (packet.CopiesUnderWay == 0)
            {
                _free.Push(packet);
            }
        }
    }

    private void Settle()
    {
        Deliver(until: long.MaxValue - 1);
        _clock.MoveTo(_clock.Ticks + (2 * new FeedHandlingOptions().LineWait.Ticks));
    }
}
