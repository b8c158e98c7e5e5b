using System.Text;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>One open line of a provider. One batch at a time; closing the provider's last line makes its symbols stale.</summary>
public sealed class FeedLine : IDisposable
{
    /// <summary>What one report carries of each list; the rest is only counted. As the ingest contract says.</summary>
    public const int MaxReported = 100;

    /// <summary>How often a line that waits for the other looks again: a tenth of the usual wait.</summary>
    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(5);

    private readonly Lock _reporting = new();
    private readonly ProviderFeed _provider;
    private readonly ProviderRule? _rule;
    private List<TickRejection> _rejections = [];
    private List<SequenceGap> _gaps = [];
    private ulong _acceptedThrough;

    internal FeedLine(ProviderFeed provider, NumberedSession session, FeedTerms terms)
    {
        _provider = provider;
        Session = session;
        Terms = terms;
        Tide = provider.Handler.Symbols.Tide.Open();
        Pulse = new LinePulse(provider.Handler.Time);
        _rule = provider.Handler.FindRule(terms.Provider);
        Normalizer = new TickNormalizer(terms, provider.Handler.Options, _rule);
        Symbols = new ProviderSymbols(provider.Handler.Symbols, terms.Symbology, provider.Handler.Options.AcceptNewSymbols, _rule);
    }

    public FeedTerms Terms { get; }

    public TickCounts Counts { get; } = new();

    /// <summary>Whether it is still heard of.</summary>
    internal LinePulse Pulse { get; }

    internal NumberedSession Session { get; }

    /// <summary>Its place on the clock by which its batches are numbered.</summary>
    internal TideSlot Tide { get; }

    internal TickNormalizer Normalizer { get; }

    internal ProviderSymbols Symbols { get; }

    internal int ProviderIndex => _provider.Index;

    /// <summary>A newer session of the provider has begun: what this line still numbers is yesterday's.</summary>
    internal bool IsSuperseded => _provider.Session != Session;

    /// <summary>Starts a batch. Dispose it before the next.</summary>
    /// <param name="firstSequence">Number of the batch's first tick; 0: this provider does not number its ticks.</param>
    public FeedBatch BeginBatch(ulong firstSequence)
    {
        Pulse.NoteTicks();
        return new FeedBatch(this, firstSequence, UnixNanos.Now(_provider.Handler.Time));
    }

    /// <summary>
    /// Before a numbered batch or a heartbeat: when its number leaves a hole that another line of the session may still fill, waits until
    /// it is filled, at most <see cref="FeedHandlingOptions.LineWait"/>. Completes at once otherwise.
    /// </summary>
    public ValueTask WaitForOtherLineAsync(ulong firstSequence, CancellationToken cancellationToken)
    {
        var next = Session.Arbiter.NextSequence;
        return firstSequence <= next || next == 0 || IsSuperseded || !_provider.HasOtherLine(this)
            ? ValueTask.CompletedTask
            : new ValueTask(WaitForHoleAsync(firstSequence, cancellationToken));
    }

    /// <summary>
    /// The provider says which number comes next; a hole on a quiet line shows here, and is given up: wait for the other line first.
    /// </summary>
    public void Heartbeat(ulong nextSequence)
    {
        Pulse.NoteHeartbeat();
        if (nextSequence == 0 || IsSuperseded)
        {
            return;
        }

        lock (Session.Gate)
        {
            if (Session.Arbiter.ExpectNext(nextSequence))
            {
                NoteGap(Session.Arbiter.LatestGap);
            }

            EndBatch(Session.Arbiter.NextSequence - 1);
        }
    }

    /// <summary>Totals of this line, with the rejections (at most 100) and gaps since the last report. Any thread.</summary>
    public FeedLineReport TakeReport()
    {
        lock (_reporting)
        {
            var report = new FeedLineReport(
                _acceptedThrough, (ulong)Counts.Applied, (ulong)Counts.Duplicates, (ulong)Counts.Rejected, _rejections, _gaps);
            _rejections = _rejections.Count == 0 ? _rejections : [];
            _gaps = _gaps.Count == 0 ? _gaps : [];
            return report;
        }
    }

    public void Dispose() => _provider.CloseLine(this);

    internal void EndBatch(ulong acceptedThrough)
    {
        lock (_reporting)
        {
            _acceptedThrough = acceptedThrough;
        }
    }

    internal void NoteGap(in SequenceGap gap)
    {
        lock (_reporting)
        {
            Counts.CountGap(gap);
            if (_gaps.Count < MaxReported)
            {
                _gaps.Add(gap);
            }
        }
    }

    internal void NoteRejection(ulong sequence, in ProviderTick tick, RejectReason reason)
    {
        _provider.Handler.Rejections.Add(reason);
        lock (_reporting)
        {
            Counts.Rejected++;
            if (_rejections.Count < MaxReported)
            {
                var symbol = Encoding.UTF8.GetString(tick.Symbol[..Math.Min(tick.Symbol.Length, CanonicalSymbol.MaxLength)]);
                _rejections.Add(new TickRejection(sequence, symbol, reason, RejectionText.Of(reason, tick, Terms, _rule)));
            }
        }
    }

    private async Task WaitForHoleAsync(ulong firstSequence, CancellationToken cancellationToken)
    {
        var time = _provider.Handler.Time;
        var start = time.GetTimestamp();
        while (Session.Arbiter.NextSequence < firstSequence
            && time.GetElapsedTime(start) < _provider.Handler.Options.LineWait
            && _provider.HasOtherLine(this))
        {
            await Task.Delay(WaitStep, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
