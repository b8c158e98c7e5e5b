using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch.Books;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Itch;

/// <summary>Nasdaq's full-depth feed, TotalView-ITCH 5.0, out of a recording.</summary>
/// <remarks>
/// The messages' numbers are the ticks' numbers; see <see cref="ItchMessages"/>. Behind a hole in the numbers the books are in doubt: orders
/// that were added in it are not known, and those that ended in it still rest. There is no snapshot in a recording to begin anew from, so
/// decoding goes on, what cannot be is counted, and the hole is told to the server, which marks the feed's quotes as stale until each
/// symbol has another. One thread at a time.
/// </remarks>
public abstract class ItchDecoder : FeedDecoder
{
    private readonly ItchMessages _messages;

    private protected ItchDecoder(string venue, bool skipTestSymbols)
    {
        Venue = venue;
        Terms = new VenueTerms(venue, PriceExponent: -4, SizeExponent: 0, Symbology.NasdaqIntegrated, SaleConditionScheme.Utp);
        _messages = new ItchMessages(venue, skipTestSymbols, Counts);
    }

    public override VenueTerms Terms { get; }

    public ItchCounts Counts { get; } = new();

    internal OrderBooks Books => _messages.Books;

    private protected string Venue { get; }

    private protected DateOnly Day { get; private set; }

    public override bool TryPublishOwed(TickSink ticks)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        return _messages.TryPublishOwed(ticks);
    }

    /// <summary>The day that the messages' times of day belong to from now on.</summary>
    private protected void BeginDay(DateOnly day)
    {
        Day = day;
        MidnightNanos = ItchDay.MidnightNanos(day);
    }

    /// <summary>Of <see cref="Day"/>: nanoseconds since the Unix epoch, UTC.</summary>
    private protected ulong MidnightNanos { get; private set; }

    /// <summary>Takes the time of a message that was just read; one that is too short to have a time leaves the one before.</summary>
    private protected void NoteTime(ReadOnlySpan<byte> message)
    {
        if (message.Length >= ItchField.HeaderBytes)
        {
            TimeNanos = MidnightNanos + ItchField.TimeOfDayNanos(message);
        }
        else if (TimeNanos == 0)
        {
            TimeNanos = MidnightNanos;
        }
    }

    private protected void Apply(ReadOnlySpan<byte> message, TickSink ticks)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        if (_messages.MidnightNanos != MidnightNanos || StartsSession)
        {
            // Not before: what the session before still owes is published until here.
            _messages.Clear();
            _messages.MidnightNanos = MidnightNanos;
        }

        _messages.Publish(message, ticks);
    }
}
