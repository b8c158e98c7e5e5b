using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace QuoteStream.Server.Streaming;

/// <summary>Decides when a stream's changed symbols may leave, and lets newer states replace unsent older ones.</summary>
/// <remarks>
/// Owned by the subscriber's loop. A symbol that was quiet for its interval waits in its channel and is sent at once. One that changes again
/// before its interval is over is parked: it costs nothing per tick, and is looked at when its time has come. Parked symbols that go on
/// changing leave on the stream's own time grid, so that all fast symbols of a watchlist share one write; each stream has another phase,
/// so that not all streams write at once, unless the windows of all are to be the same. A mutable struct inside what uses it: its fields are
/// read at every write.
/// </remarks>
/// <param name="alignsWindows">Whether the stream's grid is that of every other stream.</param>
internal struct Conflator(bool alignsWindows)
{
    /// <summary>A reader that takes a second for each write then gets a sixteenth of its rates.</summary>
    public const int MostStretch = 16;

    /// <summary>After this many writes in a row that did not wait, the rates go up again, step by step.</summary>
    private const int QuickWritesPerStep = 8;

    // Made when the first symbol is parked: most streams of quiet symbols never need it.
    private List<ParkedQuote>? _parked;
    private int _quickWrites;
    private readonly int _phase = alignsWindows ? 0 : RandomNumberGenerator.GetInt32(int.MaxValue);

    // Of a pass over the parked symbols that a full batch interrupted: how many it has seen to, when the first of those is due
    // again, and up to where they are known.
    private int _seenTo;
    private long _nextOfSeenMicros = long.MaxValue;
    private long _heldOfSeen = long.MaxValue;

    /// <summary>What a state that is sent now shows everything up to: the watermark's reach.</summary>
    public long Reach { get; set; }

    /// <summary>The tide up to which all parked symbols' last quotes show everything, or less; long.MaxValue when none is parked.</summary>
    // Less, until the next look at the parked ones: to look at each of them for every write would cost more than sending one again.
    public long HeldTide { get; private set; } = long.MaxValue;

    /// <summary>When the next parked symbol may leave, on the wheel's clock; long.MaxValue when none is parked.</summary>
    public long NextDueMicros { get; private set; } = long.MaxValue;

    /// <summary>How many times its interval a symbol waits, while the stream's reader is behind: 1, 2, 4... up to <see cref="MostStretch"/>.</summary>
    public int Stretch { get; private set; } = 1;

    /// <summary>How many newer states replaced unsent older ones.</summary>
    public long Merged { get; private set; }

    /// <summary>How long the last write waited for the reader. Who is behind is sent less, until it keeps up again.</summary>
    public void Pace(long waitedMicros, bool isBehind)
    {
        if (isBehind)
        {
            Stretch = Math.Min(MostStretch, Stretch * 2);
            _quickWrites = 0;
        }
        else if (Stretch > 1 && (_quickWrites = waitedMicros == 0 ? _quickWrites + 1 : 0) == QuickWritesPerStep)
        {
            Stretch /= 2;
            _quickWrites = 0;
        }
    }

    /// <summary>A symbol's channel says that it changed: sends it, parks it, or finds that it is nothing new.</summary>
    public void OnChanged(Subscription subscription, long nowMicros, ref EventBatch batch)
    {
        if (!subscription.HasNews)
        {
            return;
        }

        if (nowMicros < subscription.NotBeforeMicros)
        {
            Park(subscription);
            return;
        }

        Send(subscription, ref batch);
        subscription.NotBeforeMicros = nowMicros + (Stretch * subscription.IntervalMicros);
    }

    /// <summary>Sends the parked symbols whose time has come, until the batch is full; the next call then goes on where this one stopped.</summary>
    /// <param name="quiet">Gets those that did not change in their interval: they are to wait in their channels again.</param>
    /// <returns>False when the batch was full before all were seen to.</returns>
    public bool SendDue(long nowMicros, ref EventBatch batch, ref List<Subscription>? quiet)
    {
        if (nowMicros < NextDueMicros || _parked is null)
        {
            return true;
        }

        // Not from the first again: to a slow reader the first ones are due once more before the last ones' turn has come.
        var parked = CollectionsMarshal.AsSpan(_parked);
        var kept = _seenTo;
        for (var i = _seenTo; i < parked.Length; i++)
        {
            if (batch.IsFull)
            {
                _parked.RemoveRange(kept, i - kept);
                _seenTo = kept;
                return false;
            }

            ref var quote = ref parked[i];
            if (quote.NotBeforeMicros <= nowMicros)
            {
                if (!quote.HasNews)
                {
                    (quiet ??= []).Add(quote.Unpark());
                    continue;
                }

                quote.SentSequence = Send(quote.Frame, quote.SentSequence, ref batch);
                quote.KnownTide = Reach;
                quote.NotBeforeMicros = NextOnGrid(quote.NotBeforeMicros, Stretch * quote.IntervalMicros, nowMicros);
            }

            _nextOfSeenMicros = Math.Min(_nextOfSeenMicros, quote.NotBeforeMicros);
            _heldOfSeen = Math.Min(_heldOfSeen, quote.KnownTide);
            if (kept != i)
            {
                parked[kept] = quote;
            }

            kept++;
        }

        _parked.RemoveRange(kept, _parked.Count - kept);
        NextDueMicros = _nextOfSeenMicros;
        HeldTide = _heldOfSeen;
        _nextOfSeenMicros = _heldOfSeen = long.MaxValue;
        _seenTo = 0;
        return true;
    }

    /// <summary>Writes the newest quote of a symbol that is not parked.</summary>
    public void Send(Subscription subscription, ref EventBatch batch)
    {
        subscription.SentSequence = Send(subscription.Quote, subscription.SentSequence, ref batch);
        subscription.KnownTide = Reach;
    }

    /// <summary>The stream goes on without the symbol. Only between two complete passes.</summary>
    public readonly void Forget(Subscription subscription)
    {
        if (subscription.IsParked)
        {
            _parked!.RemoveAll(quote => quote.Subscription == subscription);
        }
    }

    /// <summary>The symbol has another rate. Only between two complete passes.</summary>
    public void Rerate(Subscription subscription, long nowMicros)
    {
        if (subscription.IsParked)
        {
            ref var quote = ref CollectionsMarshal.AsSpan(_parked)[_parked!.FindIndex(q => q.Subscription == subscription)];
            quote.IntervalMicros = subscription.IntervalMicros;
            quote.NotBeforeMicros = Math.Min(quote.NotBeforeMicros, nowMicros + subscription.IntervalMicros);
            NextDueMicros = Math.Min(NextDueMicros, quote.NotBeforeMicros);
        }
    }

    private long Send(QuoteFrame frame, long sentBefore, ref EventBatch batch)
    {
        var length = frame.CopyNewest(batch.Free, out var stamp);
        batch.Add(EventKind.Quote, length, stamp);
        if (sentBefore != 0)
        {
            Merged += stamp.Number - sentBefore - 1;
        }

        return stamp.Number;
    }

    private void Park(Subscription subscription)
    {
        subscription.IsParked = true;
        (_parked ??= []).Add(new ParkedQuote(subscription));
        NextDueMicros = Math.Min(NextDueMicros, subscription.NotBeforeMicros);
        HeldTide = Math.Min(HeldTide, subscription.KnownTide);
    }

    // The first point of the stream's grid that is a whole interval after this one. A point that was missed by more than half an interval
    // (a slow reader) is not made up for: the interval then counts from now.
    private readonly long NextOnGrid(long notBeforeMicros, long intervalMicros, long nowMicros)
    {
        var lateness = nowMicros - notBeforeMicros;
        var earliest = lateness > intervalMicros / 2 ? nowMicros + intervalMicros : notBeforeMicros + intervalMicros;
        var phase = _phase % intervalMicros;
        return ((earliest - phase + intervalMicros - 1) / intervalMicros * intervalMicros) + phase;
    }
}
