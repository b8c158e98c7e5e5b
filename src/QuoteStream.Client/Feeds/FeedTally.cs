using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Feeds;

/// <summary>Adds up what was sent and answered: each answer carries totals of its call, a publisher's go over all calls.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class FeedTally
{
    private readonly Lock _lock = new();
    private PublishResponse _newest = new();
    private long _sent;
    private long _unnumberedOnCall;
    private long _resent;
    private ulong _acceptedThrough;
    private long _applied;
    private long _duplicates;
    private long _rejected;
    private long _gaps;
    private long _missing;
    private long _opened;
    private long _inDoubt;

    public FeedTotals Totals
    {
        get
        {
            lock (_lock)
            {
                return new FeedTotals
                {
                    Sent = _sent,
                    Resent = _resent,
                    AcceptedThrough = _acceptedThrough,
                    Applied = _applied + (long)_newest.Applied,
                    Duplicates = _duplicates + (long)_newest.Duplicates,
                    Rejected = _rejected + (long)_newest.Rejected,
                    Gaps = _gaps,
                    Missing = _missing,
                    Reconnects = Math.Max(0, _opened - 1),
                    InDoubt = _inDoubt,
                };
            }
        }
    }

    public void Opened()
    {
        lock (_lock)
        {
            _opened++;
        }
    }

    public void Sent(int ticks, bool numbered)
    {
        lock (_lock)
        {
            _sent += ticks;
            _unnumberedOnCall += numbered ? 0 : ticks;
        }
    }

    public void Resent(long ticks)
    {
        lock (_lock)
        {
            _resent += ticks;
        }
    }

    public void Answered(PublishResponse answer)
    {
        lock (_lock)
        {
            _newest = answer;
            _acceptedThrough = Math.Max(_acceptedThrough, answer.AcceptedThrough);
            _gaps += answer.Gaps.Count;
            foreach (SequenceGap gap in answer.Gaps)
            {
                _missing += (long)(gap.Last - gap.First + 1);
            }
        }
    }

    /// <param name="forgotten">Numbered ticks of the call that cannot be sent again.</param>
    public void CallEnded(long forgotten)
    {
        lock (_lock)
        {
            long answered = (long)(_newest.Applied + _newest.Duplicates + _newest.Rejected);
            _inDoubt += forgotten + Math.Max(0, _unnumberedOnCall - answered);
            _applied += (long)_newest.Applied;
            _duplicates += (long)_newest.Duplicates;
            _rejected += (long)_newest.Rejected;
            _newest = new PublishResponse();
            _unnumberedOnCall = 0;
        }
    }
}
