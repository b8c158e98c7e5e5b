namespace QuoteStream.MarketData.Book;

/// <summary>How many trades the symbols' day tapes may hold together, beyond the few that each may hold in any case.</summary>
/// <remarks>Any number of threads. Asked once per chunk.</remarks>
internal sealed class DayTapeBudget(int maxTrades)
{
    private long _left = maxTrades;

    /// <summary>False when so many are not left: then nothing is taken.</summary>
    public bool TryTake(int trades)
    {
        // Full fences, of which only the atomicity is needed: no other memory hangs on the number.
        if (Interlocked.Add(ref _left, -trades) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, trades); // Full fence, as above.
        return false;
    }

    public void Return(int trades) => Interlocked.Add(ref _left, trades); // Full fence, as above.
}
