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

    private readonly Lock _reporting = new();
    private readonly ProviderFeed _provider;
    private readonly ProviderRule? _rule;
    private List<TickRejection> _rejections = [];
    private List<SequenceGap> _gaps = [];
    private ulong _supersededThrough;
    private volatile bool _isNumbered;
    private Action? _settled;
    private TaskCompletionSource? _allSettled;

    internal FeedLine(ProviderFeed provider, NumberedSession session, FeedTerms terms)
    {
        _provider = provider;
        Session = session;
        Terms = terms;
        Tide = provider.Handler.Symbols.Tide.Open();
        Pulse = new LinePulse(provider.Handler.Time);
        _rule = provider.Handler.FindRule(terms.Provider);
        Normalizer = new TickNormalizer(terms, provider.Handler.Options, provider.Handler.Symbols.Calendar, session, _rule);
        Symbols = new ProviderSymbols(provider.Handler.Symbols, terms.Symbology, provider.Handler.Options.AcceptNewSymbols, _rule);
    }

    public FeedTerms Terms { get; }

    public TickCounts Counts { get; } = new();

    /// <summary>Whether it is still heard of.</summary>
    internal LinePulse Pulse { get; }

    internal NumberedSession Session { get; }

    /// <summary>Whether it has ever sent a number: then others may release its ticks, and it works behind the session's gate.</summary>
    internal bool IsNumbered
    {
        // Written by the line's own thread, read by whoever takes a report.
        get => _isNumbered;
        set => _isNumbered = value;
    }

    /// <summary>Its ticks and heartbeats that the session holds. Behind the session's gate.</summary>
    internal int Held { get; set; }

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
    /// The provider says which number comes next. A hole on a quiet line shows here, and is given up when no line fills it in time.
    /// </summary>
    /// <param name="nextSequence">0: this provider does not number its ticks.</param>
    public void Heartbeat(ulong nextSequence)
    {
        Pulse.NoteHeartbeat();
        ExpectNext(nextSequence);
    }

    /// <summary>As <see cref="Heartbeat"/>, in the message that opens the line: when that is followed by another says nothing of its interval.</summary>
    public void ExpectNext(ulong nextSequence)
    {
        if (nextSequence == 0)
        {
            return;
        }

        lock (Session.Gate)
        {
            IsNumbered = true;
            if (IsSuperseded)
            {
                return;
            }

            var tide = Tide.Begin();
            try
            {
                Session.ExpectNext(this, nextSequence, tide);
            }
            finally
            {
                Tide.End();
            }
        }
    }

    /// <summary>
    /// Sets who is told when something of this line was settled outside its own batches: held ticks, or a gap. Called on any thread, behind the
    /// session's gate: must be quick, and not throw. After null has been set, it is not called any more.
    /// </summary>
    public void OnSettled(Action? settled)
    {
        lock (Session.Gate)
        {
            _settled = settled;
        }
    }

    /// <summary>Completes when nothing of this line is held any more: at the latest <see cref="FeedHandlingOptions.LineWait"/> after its last message.</summary>
    public Task WhenSettledAsync()
    {
        lock (Session.Gate)
        {
            return Held == 0
                ? Task.CompletedTask
                : (_allSettled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Totals of this line, with the rejections (at most 100) and gaps since the last report. Any thread.</summary>
    public FeedLineReport TakeReport()
    {
        lock (_reporting)
        {
            // Before the totals: they are at least as new as the number.
            var acceptedThrough = IsNumbered ? Math.Max(Session.AcceptedThrough, _supersededThrough) : 0;
            var report = new FeedLineReport(
                acceptedThrough, (ulong)Counts.Applied, (ulong)Counts.Duplicates, (ulong)Counts.Rejected, _rejections, _gaps);
            _rejections = _rejections.Count == 0 ? _rejections : [];
            _gaps = _gaps.Count == 0 ? _gaps : [];
            return report;
        }
    }

    public void Dispose() => _provider.CloseLine(this);

    /// <summary>A line of a session that is over has its numbers dropped, and hears of its own alone.</summary>
    internal void NoteSuperseded(ulong through)
    {
        lock (_reporting)
        {
            _supersededThrough = Math.Max(_supersededThrough, through);
        }
    }

    /// <summary>Ticks that were held have been applied or rejected, holes that heartbeats showed are over. Behind the session's gate.</summary>
    internal void NoteReleased(int entries)
    {
        Held -= entries;
        if (Held == 0)
        {
            _allSettled?.TrySetResult();
            _allSettled = null;
        }

        _settled?.Invoke();
    }

    /// <summary>Behind the session's gate.</summary>
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

        _settled?.Invoke();
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
                _rejections.Add(new TickRejection(sequence, symbol, reason, RejectionText.Of(reason, tick, Terms, Normalizer.EarliestNanos, _rule)));
            }
        }
    }
}
