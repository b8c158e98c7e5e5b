using System.Buffers.Text;
using System.Text;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.Soak;

/// <summary>The soak's lines A and B at the feed handler, and the packets as the ticks of a provider.</summary>
internal sealed class SoakLines(FeedHandler handler)
{
    private static readonly string[] Names = ["A", "B"];

    private readonly FeedLine?[] _lines = new FeedLine?[2];
    private readonly int[] _sessions = new int[2];
    private readonly byte[][] _symbols = [.. Enumerable.Range(0, SoakRun.Symbols).Select(i => Encoding.ASCII.GetBytes(PlainMarket.NameOf(i)))];
    private readonly byte[][] _venues = ["XNAS"u8.ToArray(), "ARCX"u8.ToArray(), "BATS"u8.ToArray(), "EDGX"u8.ToArray()];
    private readonly byte[] _id = new byte[TradeId.MaxLength];
    private int _session;

    /// <summary>Ticks, on both lines.</summary>
    public long Sent { get; private set; }

    public ulong NowNanos => (ulong)UnixNanos.Now(handler.Time);

    public TickCounts Counts => handler.Providers[0].CountTicks();

    /// <summary>Whether both lines are open, and of the newest session.</summary>
    public bool IsWhole => IsCurrent(0) && IsCurrent(1);

    /// <summary>A new numbering. Line A opens it; line B, if it is open, still has the old one until <see cref="Repair"/>.</summary>
    public void BeginSession(int session)
    {
        _session = session;
        Open(0);
        if (_lines[1] is null)
        {
            Open(1);
        }
    }

    /// <summary>Opens what is closed or of an old session.</summary>
    public void Repair()
    {
        for (var line = 0; line < _lines.Length; line++)
        {
            if (!IsCurrent(line))
            {
                Open(line);
            }
        }
    }

    public void Close(int line)
    {
        _lines[line]?.Dispose();
        _lines[line] = null;
    }

    public void CloseAll()
    {
        Close(0);
        Close(1);
    }

    /// <returns>Whether the line is open, and of the newest session.</returns>
    public bool Deliver(SoakPacket packet, int line)
    {
        if (_lines[line] is not { } open || packet.Session != _sessions[line])
        {
            return false;
        }

        if (packet.Ticks.Count == 0)
        {
            open.Heartbeat(packet.First);
            return _sessions[line] == _session;
        }

        using var batch = open.BeginBatch(packet.First);
        foreach (var tick in packet.Ticks)
        {
            batch.Apply(Make(tick, packet.VenueTimeNanos));
        }

        Sent += packet.Ticks.Count;
        return _sessions[line] == _session;
    }

    private bool IsCurrent(int line) => _lines[line] is not null && _sessions[line] == _session;

    private void Open(int line)
    {
        // The old one is closed after that: the feed as a whole stays up.
        var before = _lines[line];
        var terms = new FeedTerms(
            "soak", Names[line], $"{_session}", Mic.None, PriceExponent: -2, SizeExponent: 0, ProviderSymbology.Canonical, SaleConditionScheme.Cta);
        _lines[line] = handler.OpenLine(terms, out var refusal) ?? throw new InvalidOperationException(refusal);
        before?.Dispose();
        _sessions[line] = _session;

        // Where the session begins: what is missing from there on is a gap.
        _lines[line]!.Heartbeat(1);
    }

    private ProviderTick Make(scoped in SoakTick tick, ulong venueTimeNanos)
    {
        const int AskSize = 100, Spread = 5;
        var made = new ProviderTick
        {
            Kind = tick.Kind,
            Symbol = _symbols[tick.Symbol],
            Venue = _venues[tick.Venue],
            VenueTimeNanos = venueTimeNanos,
        };
        Utf8Formatter.TryFormat(tick.Id, _id, out var idBytes);
        switch (tick.Kind)
        {
            case TickKind.Quote:
                (made.BidPrice, made.BidSize) = (tick.Price, (ulong)tick.Size);
                (made.AskPrice, made.AskSize) = (tick.Price + Spread, AskSize);
                break;
            case TickKind.Status:
                made.State = (int)tick.State;
                made.Reason = "T1"u8;
                break;
            case TickKind.Cancel:
                made.OriginalTradeId = _id.AsSpan(0, idBytes);
                break;
            default:
                (made.TradePrice, made.TradeSize) = (tick.Price, (ulong)tick.Size);
                made.Conditions = tick.IsRegular ? "@"u8 : "@  I"u8;
                made.HasCorrectedTrade = tick.Kind == TickKind.Correction;
                if (tick.Kind == TickKind.Correction)
                {
                    made.OriginalTradeId = _id.AsSpan(0, idBytes);
                }
                else
                {
                    made.TradeId = _id.AsSpan(0, idBytes);
                }

                break;
        }

        return made;
    }
}
