using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Adapters;

/// <summary>A decoder's messages as numbered ticks.</summary>
/// <remarks>
/// The venue's numbers are the ticks' numbers where it numbers its messages and all are wanted. Otherwise ticks are counted, from 1
/// on, and what the venue's numbers show as lost is left out of the count; two readers of one recording still count alike.
/// </remarks>
public sealed class DecodedTicks : ITickSource, IDisposable
{
    // Messages before the first that is wanted that are passed over at once: whoever reads may want to stop.
    private const int MostPassedOver = 10_000;

    private readonly FeedDecoder _decoder;
    private readonly ReplaySelection _selection;
    private readonly TickSink _sink;

    // The message at hand was read and not yet published.
    private bool _hasMessage;
    private bool _sessionEnded;
    private bool _ended;

    // Of the next tick, where ticks are counted; and of the next message, where the venue numbers them.
    private ulong _count = 1;
    private ulong _expectedNumber;

    // What is wanted: 0 and the end of time where the selection names no time, and before the first message.
    private ulong _fromNanos;
    private ulong _toNanos = ulong.MaxValue;

    /// <param name="decoder">Disposed with this.</param>
    /// <param name="symbols">The only ones that are wanted; null: all.</param>
    public DecodedTicks(FeedDecoder decoder, SymbolFilter? symbols = null)
        : this(decoder, new ReplaySelection { Symbols = symbols })
    {
    }

    /// <param name="decoder">Disposed with this.</param>
    public DecodedTicks(FeedDecoder decoder, ReplaySelection selection)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(selection);
        _decoder = decoder;
        _selection = selection;
        _sink = new TickSink(selection.Symbols, selection.IsCounted);
    }

    public VenueTerms Terms => _decoder.Terms;

    public string SessionName => _decoder.SessionName;

    /// <summary>Messages that were read, with a tick or without.</summary>
    public long Messages { get; private set; }

    /// <summary>Sessions that were begun.</summary>
    public int Sessions { get; private set; } = 1;

    /// <summary>Ticks that only held a number.</summary>
    public long Held => _sink.Held;

    /// <summary>Ticks of symbols that were not selected.</summary>
    public long Unselected => _sink.Unselected;

    /// <summary>Quotes and trades before the first that was wanted.</summary>
    public long Early => _sink.Early;

    private bool IsCounted => _sink.IsCounted || _decoder.Number == 0;

    /// <exception cref="IOException">The recording cannot be read.</exception>
    public TickReading Read(TickBatch batch, int maxTicks, ulong untilVenueTimeNanos)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _sink.WriteTo(batch);
        int passedOver = 0;
        while (true)
        {
            if (!_hasMessage && !TryRead())
            {
                return PublishOwed(batch, maxTicks, TickReadingEnd.EndOfTicks);
            }

            if (_sessionEnded)
            {
                TickReading reading = PublishOwed(batch, maxTicks, TickReadingEnd.SessionEnded);
                _sessionEnded = reading.End != TickReadingEnd.SessionEnded;
                return reading;
            }

            // What comes before the start is gone through before the venue's clock begins to go.
            bool isEarly = _decoder.TimeNanos < _fromNanos;
            ulong due = isEarly ? VenuePace.BeforeAnyNanos : _decoder.TimeNanos;
            if (due > untilVenueTimeNanos)
            {
                return new TickReading(TickReadingEnd.NotDue, due);
            }

            if (batch.Count >= maxTicks || batch.IsFull || (isEarly && ++passedOver > MostPassedOver))
            {
                return new TickReading(TickReadingEnd.BatchFull, due);
            }

            _sink.IsEarly = isEarly;
            if (!TryBeginTick(batch, IsCounted ? _count : _decoder.Number))
            {
                return new TickReading(TickReadingEnd.NumbersJump, _decoder.TimeNanos);
            }

            Publish(batch);
        }
    }

    /// <summary>What was read so far, and what of it became no tick.</summary>
    public FeedFigures Describe()
    {
        var figures = new FeedFigures().Add("recording", _decoder.Format);
        _decoder.Describe(figures);
        return figures
            .AddUnlessZero("messages without a tick", Held)
            .AddUnlessZero("ticks not selected", Unselected)
            .AddUnlessZero("ticks before --from", Early)
            .AddUnlessZero("sessions", Sessions == 1 ? 0 : Sessions);
    }

    public void Dispose() => _decoder.Dispose();

    private static bool TryBeginTick(TickBatch batch, ulong number)
    {
        if (batch.Count == 0)
        {
            batch.FirstSequence = number;
            return true;
        }

        return number == batch.FirstSequence + (ulong)batch.Count;
    }

    private bool TryRead()
    {
        if (_ended || !_decoder.TryRead() || IsBehindTheEnd())
        {
            _ended = true;
            return false;
        }

        _hasMessage = true;
        Messages++;
        if (_decoder.StartsSession)
        {
            _sessionEnded = true;
        }
        else
        {
            NoteNumber();
        }

        return true;
    }

    private bool IsBehindTheEnd()
    {
        if (Messages == 0)
        {
            _fromNanos = _selection.From?.NanosAt(_decoder.TimeNanos, Terms.Venue) ?? _fromNanos;
            _toNanos = _selection.To?.NanosAt(_decoder.TimeNanos, Terms.Venue) ?? _toNanos;
        }

        return _decoder.TimeNanos >= _toNanos;
    }

    /// <summary>Where ticks are counted, what the venue's numbers jump over is jumped over in the count.</summary>
    private void NoteNumber()
    {
        ulong number = _decoder.Number;
        if (number == 0)
        {
            return;
        }

        if (number > _expectedNumber && _expectedNumber != 0 && _decoder.TimeNanos >= _fromNanos)
        {
            ulong missing = number - _expectedNumber;
            _count += Math.Min(missing, ulong.MaxValue - _count - 1);
        }

        _expectedNumber = Math.Max(_expectedNumber, number < ulong.MaxValue ? number + 1 : number);
    }

    private void Publish(TickBatch batch)
    {
        _hasMessage = false;
        _sink.TimeNanos = _selection.NowBy?.WallNanosOf(_decoder.TimeNanos) ?? 0;
        int before = batch.Count;
        if (!IsCounted)
        {
            _decoder.Publish(_sink);
            if (batch.Count > before + 1)
            {
                throw new InvalidOperationException($"Message {_decoder.Number} meant {batch.Count - before} ticks; it has one number.");
            }

            if (batch.Count == before && !_decoder.TryPublishOwed(_sink))
            {
                _sink.TryHold(_decoder.TimeNanos);
            }

            return;
        }

        // A copy of a message that was counted before has no number to come back with.
        if (_decoder.Number == 0 || _decoder.Number + 1 == _expectedNumber)
        {
            _decoder.Publish(_sink);
            while (_decoder.TryPublishOwed(_sink))
            {
            }

            _count += (ulong)(batch.Count - before);
        }
    }

    /// <summary>What is still owed at the end has the numbers that follow the last message's.</summary>
    private TickReading PublishOwed(TickBatch batch, int maxTicks, TickReadingEnd end)
    {
        while (batch.Count < maxTicks && !batch.IsFull)
        {
            ulong number = IsCounted ? _count : _expectedNumber;
            if (!TryBeginTick(batch, number))
            {
                return new TickReading(TickReadingEnd.NumbersJump, _decoder.TimeNanos);
            }

            int before = batch.Count;
            if (!_decoder.TryPublishOwed(_sink))
            {
                if (end == TickReadingEnd.SessionEnded)
                {
                    BeginSession();
                }

                return new TickReading(end, _decoder.TimeNanos);
            }

            _count += (ulong)(batch.Count - before);
            _expectedNumber += (ulong)(batch.Count - before);
        }

        return new TickReading(TickReadingEnd.BatchFull, _decoder.TimeNanos);
    }

    private void BeginSession()
    {
        Sessions++;
        _count = 1;
        _expectedNumber = 0;
        NoteNumber();
    }
}
