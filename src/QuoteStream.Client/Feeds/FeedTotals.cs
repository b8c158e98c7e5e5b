namespace QuoteStream.Client.Feeds;

/// <summary>What one publisher sent and what the server said of it, over all calls of the publisher.</summary>
public sealed record FeedTotals
{
    /// <summary>Ticks published, each counted once.</summary>
    public long Sent { get; init; }

    /// <summary>Ticks sent once more after a call broke; those that had arrived come back as <see cref="Duplicates"/>.</summary>
    public long Resent { get; init; }

    /// <summary>Every tick up to this sequence number was applied, dropped as a duplicate, or rejected. 0 when ticks are not numbered.</summary>
    public ulong AcceptedThrough { get; init; }

    /// <summary>Ticks that the server applied, as far as it has answered.</summary>
    public long Applied { get; init; }

    /// <summary>Ticks that the server had already seen, on this line or its twin.</summary>
    public long Duplicates { get; init; }

    /// <summary>Ticks that the server refused; <see cref="FeedPublisherOptions.Rejected"/> is told which and why.</summary>
    public long Rejected { get; init; }

    /// <summary>Ranges of sequence numbers that no line delivered.</summary>
    public long Gaps { get; init; }

    /// <summary>Sequence numbers in those ranges.</summary>
    public long Missing { get; init; }

    /// <summary>Calls opened after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>
    /// Ticks without an answer when their call ended, that were not sent again: those without numbers, those pushed out of the retransmission
    /// buffer, and those of the last call. Whether the server has them is not known.
    /// </summary>
    public long InDoubt { get; init; }

    /// <summary>These and those of a later publisher of the same feed.</summary>
    public FeedTotals Plus(FeedTotals later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new()
        {
            Sent = Sent + later.Sent,
            Resent = Resent + later.Resent,
            AcceptedThrough = later.AcceptedThrough,
            Applied = Applied + later.Applied,
            Duplicates = Duplicates + later.Duplicates,
            Rejected = Rejected + later.Rejected,
            Gaps = Gaps + later.Gaps,
            Missing = Missing + later.Missing,
            Reconnects = Reconnects + later.Reconnects,
            InDoubt = InDoubt + later.InDoubt,
        };
    }
}
