namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Makes one sequence of a numbered feed's redundant lines: the first copy of each number wins.</summary>
/// <remarks>
/// One batch at a time (the session's gate). Constant memory, whatever numbers arrive. What comes ahead of its turn is held by the session
/// (<see cref="NumberedSession"/>) until the hole before it is filled or given up. The numbering ends at 2^64 - 1, which is never taken: no
/// number could follow it, and the numbering would seem to begin anew.
/// </remarks>
public sealed class LineArbiter
{
    private ulong _nextSequence = 1;
    private ulong _heldFrom = ulong.MaxValue;
    private bool _isJoined;

    /// <summary>The number that is due; 1 before the session has begun.</summary>
    public ulong NextSequence => _nextSequence;

    /// <summary>Whether it is known where the session begins. Numbers that are missing before that are nobody's loss.</summary>
    public bool HasBegun => _nextSequence > 1 || _isJoined;

    /// <summary>The lowest number that is held: its first copy has come already. 2^64 - 1: none is held.</summary>
    internal ulong HeldFrom
    {
        set => _heldFrom = value;
    }

    /// <remarks>Hot path: once per tick and line. Must not allocate, lock or log.</remarks>
    public LineVerdict Accept(ulong sequence)
    {
        if (sequence == _nextSequence && sequence < _heldFrom)
        {
            _nextSequence++;
            return LineVerdict.InOrder;
        }

        return sequence < _nextSequence || sequence == ulong.MaxValue ? LineVerdict.Duplicate : LineVerdict.Ahead;
    }

    /// <summary>Makes a later number the one that is due: those before it are taken, given up, or from before the session was joined.</summary>
    public void SkipTo(ulong sequence)
    {
        _nextSequence = Math.Max(_nextSequence, sequence);
        _isJoined = true;
    }
}
