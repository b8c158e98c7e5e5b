namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>When a feed's worker has something to do.</summary>
/// <remarks>Guarded by its feed. Times are on the wheel's clock.</remarks>
internal sealed class FeedSchedule
{
    /// <summary>Between two valuations, and between two readings of the books that transactions cause: the contract's 1 s.</summary>
    private const long IntervalMicros = 1_000_000;

    private long _booksDueMicros = long.MaxValue;
    private long _booksReadMicros = -IntervalMicros;
    private long _valuedMicros = -IntervalMicros;

    public LedgerOutage Outage { get; } = new();

    /// <summary>A quote or the books have moved since the last valuation.</summary>
    public bool IsMoved { get; set; }

    /// <summary>Whether there are books to value.</summary>
    public bool HasBooks { get; set; }

    public void WantBooksNow() => _booksDueMicros = 0;

    /// <summary>Transactions have changed them: they are read soon, and once for all that come until then.</summary>
    public void WantBooksSoon() => _booksDueMicros = Math.Min(_booksDueMicros, _booksReadMicros + IntervalMicros);

    public void OnBooksBegun(long nowMicros)
    {
        _booksDueMicros = long.MaxValue;
        _booksReadMicros = nowMicros;
    }

    public void OnValued(long nowMicros)
    {
        IsMoved = false;
        _valuedMicros = nowMicros;
    }

    /// <param name="lacksTransactions">Whether some are known of that have not been read.</param>
    public FeedWork Next(long nowMicros, bool lacksTransactions)
    {
        if (nowMicros >= Outage.RetryMicros)
        {
            if (nowMicros >= _booksDueMicros || Outage.IsDown)
            {
                return FeedWork.Books;
            }

            if (lacksTransactions)
            {
                return FeedWork.CatchUp;
            }
        }

        return nowMicros >= ValueDueMicros ? FeedWork.Value : FeedWork.None;
    }

    /// <summary>When there will be something to do; long.MaxValue: when something happens.</summary>
    public long NextDueMicros => Math.Min(Outage.IsDown ? Outage.RetryMicros : _booksDueMicros, ValueDueMicros);

    private long ValueDueMicros => IsMoved && HasBooks ? _valuedMicros + IntervalMicros : long.MaxValue;
}
