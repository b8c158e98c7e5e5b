using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Adapters;

/// <summary>Reads a recorded feed message by message, and says in ticks what each means. One thread at a time.</summary>
/// <remarks>
/// A reader asks for a message (<see cref="TryRead"/>), looks at when it was sent, and has it published when that is due. Where the feed
/// numbers its messages (<see cref="Number"/>), each is one tick with its number, so that its losses show and two recordings of it are
/// lines A and B of one session: a message without a tick is held by one that changes nothing, and a message that means a second tick
/// owes it (<see cref="TryPublishOwed"/>) to the next one that means none.
/// </remarks>
public abstract class FeedDecoder : IDisposable
{
    public abstract VenueTerms Terms { get; }

    /// <summary>
    /// Names the numbering that the message at hand belongs to; at most 48 characters of a-z, 0-9, '-' and '.'. Follows from the feed
    /// alone, and differs from day to day.
    /// </summary>
    public abstract string SessionName { get; }

    /// <summary>What is read, as far as is known by now, for example "pcapng, TOPS 1.6".</summary>
    public abstract string Format { get; }

    /// <summary>When the message at hand was sent: nanoseconds since the Unix epoch, UTC; above 0.</summary>
    public ulong TimeNanos { get; protected set; }

    /// <summary>The venue's number of the message at hand; always 0 where a feed does not number its messages.</summary>
    public ulong Number { get; protected set; }

    /// <summary>The message at hand begins another session, whose numbers begin again. Never of the first message.</summary>
    public bool StartsSession { get; protected set; }

    /// <summary>How much of the recording was read, 0 to 1. From any thread.</summary>
    public abstract double ReadShare { get; }

    public abstract RecordingEnd Ending { get; }

    /// <summary>
    /// A sentence about an end that was not <see cref="RecordingEnd.Whole"/>, or about a whole recording of which no tick can be made; without its
    /// full stop.
    /// </summary>
    public abstract string? EndDetail { get; }

    /// <summary>Goes to the next message. False at the end: <see cref="Ending"/> then says which.</summary>
    /// <exception cref="IOException">The recording cannot be read.</exception>
    public abstract bool TryRead();

    /// <summary>Applies the message at hand and adds its ticks: of a feed that numbers its messages, one at most.</summary>
    public abstract void Publish(TickSink ticks);

    /// <summary>Adds one tick that earlier messages owe, the oldest first. False when none is owed.</summary>
    public virtual bool TryPublishOwed(TickSink ticks) => false;

    /// <summary>What was read, skipped and found wrong so far, for the user.</summary>
    public abstract void Describe(FeedFigures figures);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
