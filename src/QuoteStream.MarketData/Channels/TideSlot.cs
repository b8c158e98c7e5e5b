namespace QuoteStream.MarketData.Channels;

/// <summary>One publisher's place on the <see cref="TideClock"/>: which batch it is publishing.</summary>
/// <remarks>One batch at a time; any thread may read. Hot path: once per batch. Does not allocate or lock.</remarks>
internal sealed class TideSlot(TideClock clock)
{
    private long _active;

    /// <summary>The batch's number, or a lower one while it is being taken; 0: nothing is being published.</summary>
    // Acquire: who finds a batch ended finds what it published.
    public long Active => Volatile.Read(ref _active);

    /// <summary>Takes the number of a batch, under which everything is published until <see cref="End"/>, which must follow.</summary>
    public long Begin()
    {
        // A number that is surely not above the batch's own goes in first: the increment is a full fence, so whoever sees the number issued
        // sees this place taken too.
        Volatile.Write(ref _active, clock.Issued + 1);
        var tide = clock.Issue();
        Volatile.Write(ref _active, tide); // Only moves the reader on: the lower bound was right as well.
        return tide;
    }

    // Release: everything that the batch published is out before its number is.
    public void End() => Volatile.Write(ref _active, 0);
}
