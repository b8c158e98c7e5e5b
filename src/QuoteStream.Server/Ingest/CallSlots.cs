namespace QuoteStream.Server.Ingest;

/// <summary>Bounds how many calls of a kind are open at once. Any thread.</summary>
internal sealed class CallSlots(int capacity)
{
    private int _taken;

    public int Capacity => capacity;

    /// <summary>False when all are taken; else <see cref="Leave"/> has to follow.</summary>
    public bool TryEnter()
    {
        // Counted first and given back when it was one too many, so that two callers cannot both take the last.
        if (Interlocked.Increment(ref _taken) <= capacity)
        {
            return true;
        }

        Leave();
        return false;
    }

    // Paired with the increment of TryEnter, on whichever thread the call ends.
    public void Leave() => Interlocked.Decrement(ref _taken);
}
