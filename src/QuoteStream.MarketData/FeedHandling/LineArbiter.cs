namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Makes one sequence of a numbered feed's redundant lines: the first copy of each number wins.</summary>
/// <remarks>
/// One batch at a time (the session's gate). Constant memory, whatever numbers arrive. A line that runs into a hole first gives the other
/// line time to fill it (<see cref="FeedLine.WaitForOtherLineAsync"/>); what is still missing then is a gap here. The numbering ends at 2^64 - 1,
/// which is never taken: no number could follow it, and the numbering would seem to begin anew.
/// </remarks>
public sealed class LineArbiter
{
    private ulong _nextSequence;

    /// <summary>The number that is due; 0 before the first tick of the session.</summary>
    // Volatile: the other line looks here while it waits for a hole to be filled, without the session's gate.
    public ulong NextSequence => Volatile.Read(ref _nextSequence);

    /// <summary>The numbers that the latest <see cref="LineVerdict.AfterGap"/> found missing.</summary>
    public SequenceGap LatestGap { get; private set; }

    /// <remarks>Hot path: once per tick and line. Must not allocate, lock or log.</remarks>
    public LineVerdict Accept(ulong sequence)
    {
        if (sequence == _nextSequence && sequence != ulong.MaxValue)
        {
            _nextSequence++;
            return LineVerdict.InOrder;
        }

        return AcceptOutOfOrder(sequence);
    }

    /// <summary>The provider says which number comes next; true when that shows that numbers are missing.</summary>
    public bool ExpectNext(ulong sequence)
    {
        var isGap = _nextSequence != 0 && sequence > _nextSequence;
        if (isGap)
        {
            LatestGap = new SequenceGap(_nextSequence, sequence - 1);
        }

        if (isGap || _nextSequence == 0)
        {
            _nextSequence = sequence;
        }

        return isGap;
    }

    private LineVerdict AcceptOutOfOrder(ulong sequence)
    {
        if (_nextSequence == 0 && sequence != ulong.MaxValue)
        {
            // A session may be joined at any number; what came before it was never ours.
            _nextSequence = sequence + 1;
            return LineVerdict.InOrder;
        }

        if (sequence < _nextSequence || sequence == ulong.MaxValue)
        {
            return LineVerdict.Duplicate;
        }

        LatestGap = new SequenceGap(_nextSequence, sequence - 1);
        _nextSequence = sequence + 1;
        return LineVerdict.AfterGap;
    }
}
