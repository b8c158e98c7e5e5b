namespace QuoteStream.Feeds.Publishing;

/// <summary>Why a source stopped adding to a batch. In every case the batch may hold ticks.</summary>
public enum TickReadingEnd
{
    /// <summary>The batch holds all it may.</summary>
    BatchFull,

    /// <summary>What comes next is later than was asked for.</summary>
    NotDue,

    /// <summary>The next tick's number does not follow: ticks were lost, or come twice. A new batch has to begin.</summary>
    NumbersJump,

    /// <summary>The next tick starts another session, whose numbers begin again.</summary>
    SessionEnded,

    EndOfTicks,
}
