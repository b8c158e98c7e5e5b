using System.Text;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>A scripted feed on two lines of a market of its own.</summary>
internal sealed class DisturbedFeed
{
    private readonly ScriptedTick[] _ticks;
    private readonly ulong _first;
    private readonly ulong _timeNanos;
    private readonly FeedLine[] _lines;
    private readonly ulong[] _accepted = new ulong[2];
    private int _session = 1;

    public DisturbedFeed(ScriptedTick[] ticks, ulong first, FeedHandlingOptions? options = null)
    {
        Market = new TestMarket(options);
        _ticks = ticks;
        _first = first;
        _timeNanos = Market.Now;
        _lines = [Market.Open(line: "A"), Market.Open(line: "B")];
    }

    public TestMarket Market { get; }

    public TickCounts Counts => Market.Handler.Providers[0].CountTicks();

    public ulong AcceptedThrough => _lines[0].TakeReport().AcceptedThrough;

    /// <summary>Ticks, over both lines.</summary>
    public long Sent { get; private set; }

    public void Send(Packet packet) => Send(packet, number => (int)(number - _first));

    /// <summary>With numbers that have nothing to do with the script.</summary>
    public void SendWild(Packet packet) => Send(packet, number => (int)(number % (ulong)_ticks.Length));

    public void Reopen(int line, bool isNewSession)
    {
        _session += isNewSession ? 1 : 0;
        _lines[line].Dispose();
        _lines[line] = Market.Open(line: line == 0 ? "A" : "B", session: $"{_session}");
        _accepted[line] = 0;
    }

    /// <summary>What a line is told never goes back, and holds no more than it may.</summary>
    public void CheckReports()
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            var report = _lines[i].TakeReport();
            Assert.True(report.AcceptedThrough >= _accepted[i], $"{report.AcceptedThrough} after {_accepted[i]}");
            Assert.InRange(report.Gaps.Count, 0, FeedLine.MaxReported);
            _accepted[i] = report.AcceptedThrough;
        }
    }

    /// <summary>Everything a client could see, but for when it was received, and in which batch.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var channel in Market.Symbols.Snapshot().ToArray().OrderBy(channel => channel.Symbol, StringComparer.Ordinal))
        {
            channel.Read(out var state);
            var nbbo = state.Nbbo;
            text.Append($"{channel.Symbol} {state.Sequence} {nbbo.Bid} x {nbbo.BidSize} {nbbo.Ask} x {nbbo.AskSize} last {state.LastSale} x {state.LastSaleSize}");
            text.AppendLine($" day {state.Open} {state.High} {state.Low} {state.Volume} {state.TradingState} {state.StaleReason} {channel.StatusChanges.Newest}");
            for (var number = channel.Trades.OldestHeld; number <= channel.Trades.Newest; number++)
            {
                Assert.True(channel.Trades.TryGet(number, out var print));
                text.AppendLine($"  {number} {print.Price} x {print.Size} {print.Id} {print.Effect} {print.Correction} {print.Corrects}");
            }
        }

        return text.ToString();
    }

    private void Send(Packet packet, Func<ulong, int> indexOf)
    {
        var line = _lines[packet.Line];
        if (packet.Count == 0)
        {
            line.Heartbeat(packet.First);
            return;
        }

        using var batch = line.BeginBatch(packet.First);
        for (var i = 0; i < packet.Count; i++)
        {
            batch.Apply(_ticks[indexOf(unchecked(packet.First + (ulong)i))].ToTick(Market, _timeNanos));
        }

        Sent += packet.Count;
    }
}
