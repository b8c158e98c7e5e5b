using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Streaming;

/// <summary>The events of one write, put together before the connection sees any of them.</summary>
/// <remarks>
/// A thread's own scratch buffer: filled and handed over without an await in between. Hot path: once per event. Does not allocate.
/// </remarks>
internal ref struct EventBatch
{
    /// <summary>One write carries at most about this much; more goes into the next, after the connection has taken this one.</summary>
    private const int SoftLimitBytes = 64 * 1024;

    /// <summary>
    /// Room behind the soft limit for the event that crosses it, for the id, and for a heartbeat that names as many feeds as there may be.
    /// </summary>
    private const int HeadroomBytes = 40 * 1024;

    [ThreadStatic]
    private static byte[]? _scratch;

    /// <summary>Up to 6 hexadecimal digits and the end of their line.</summary>
    private const int ChunkSizeBytes = 8;

    private readonly Span<byte> _buffer;
    private int _end = ChunkSizeBytes;
    private int _quotes;
    private int _trades;
    private int _gaps;
    private int _statuses;
    private int _readies;
    private int _slows;
    private int _heartbeats;
    private int _expirings;
    private int _transactions;
    private int _portfolios;
    private int _problems;

    // Behind the lines of the last event, where its id begins; 0: it has none yet.
    private int _idStart;

    private EventBatch(Span<byte> buffer)
    {
        _buffer = buffer;
    }

    public static EventBatch Begin() => new(_scratch ??= new byte[ChunkSizeBytes + SoftLimitBytes + HeadroomBytes]);

    public readonly bool IsEmpty => _end == ChunkSizeBytes;

    public readonly bool IsFull => _end >= ChunkSizeBytes + SoftLimitBytes;

    /// <summary>When the last quote or trade in this write was received; 0: there is none.</summary>
    public long LastReceiveTimeNanos { get; private set; }

    /// <summary>Where the next event's lines go.</summary>
    public readonly Span<byte> Free => _buffer[(_end + 1)..];

    /// <summary>The events; empty when there are none.</summary>
    // Without the empty line before the first.
    public readonly ReadOnlySpan<byte> Written => IsEmpty ? default : _buffer[(ChunkSizeBytes + 1).._end];

    /// <summary>Takes in an event whose lines, without the empty one, have been written to <see cref="Free"/>.</summary>
    public void Add(EventKind kind, int length, in FrameStamp stamp)
    {
        switch (kind)
        {
            case EventKind.Quote:
                _quotes++;
                LastReceiveTimeNanos = stamp.ReceiveTimeNanos;
                break;
            case EventKind.Trade:
                _trades++;
                LastReceiveTimeNanos = stamp.ReceiveTimeNanos;
                break;
            case EventKind.Gap:
                _gaps++;
                break;
            case EventKind.Status:
                _statuses++;
                break;
            case EventKind.Ready:
                _readies++;
                break;
            case EventKind.Slow:
                _slows++;
                break;
            case EventKind.Heartbeat:
                _heartbeats++;
                break;
            case EventKind.Expiring:
                _expirings++;
                break;
            case EventKind.Transaction:
                _transactions++;
                break;
            case EventKind.Portfolio:
                _portfolios++;
                break;
            case EventKind.Problem:
                _problems++;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No batch carries this event.");
        }

        // The empty line before this event ends the one before it; the last event is ended by Finish, after its id.
        _buffer[_end] = (byte)'\n';
        _end += 1 + length;
        _idStart = 0;
    }

    /// <summary>Takes in an event as <see cref="Add"/> does, with an id of its own: what a client must not be told twice, wherever it is cut.</summary>
    public void AddWithId(EventKind kind, ReadOnlySpan<byte> lines, in StreamCursor cursor, in TransactionCursor transactions)
    {
        lines.CopyTo(Free);
        Add(kind, lines.Length, default);
        _idStart = _end;
        _end += cursor.WriteLine(transactions, _buffer[_end..]);
    }

    /// <summary>Gives the last event its id and ends it.</summary>
    public void Finish(in StreamCursor cursor, in TransactionCursor transactions = default)
    {
        // What it had of its own is older: it could not yet speak for the quotes of this write.
        _end = _idStart > 0 ? _idStart : _end;
        _end += cursor.WriteLine(transactions, _buffer[_end..]);
        _buffer[_end++] = (byte)'\n';
    }

    /// <summary>The events as one chunk of HTTP/1.1's transfer coding (RFC 9112, 7.1), in place.</summary>
    public readonly ReadOnlySpan<byte> AsChunk()
    {
        var size = Written.Length;
        _buffer[_end] = (byte)'\r';
        _buffer[_end + 1] = (byte)'\n';

        // From the end to the front: a size has no leading zeros.
        var start = ChunkSizeBytes + 1;
        _buffer[--start] = (byte)'\n';
        _buffer[--start] = (byte)'\r';
        for (var rest = size; rest > 0; rest >>= 4)
        {
            _buffer[--start] = "0123456789abcdef"u8[rest & 15];
        }

        return _buffer[start..(_end + 2)];
    }

    public readonly void Count(StreamCounters counters)
    {
        CountKind(counters, EventKind.Quote, _quotes);
        CountKind(counters, EventKind.Trade, _trades);
        CountKind(counters, EventKind.Gap, _gaps);
        CountKind(counters, EventKind.Status, _statuses);
        CountKind(counters, EventKind.Ready, _readies);
        CountKind(counters, EventKind.Slow, _slows);
        CountKind(counters, EventKind.Heartbeat, _heartbeats);
        CountKind(counters, EventKind.Expiring, _expirings);
        CountKind(counters, EventKind.Transaction, _transactions);
        CountKind(counters, EventKind.Portfolio, _portfolios);
        CountKind(counters, EventKind.Problem, _problems);
        counters.Written(Written.Length);
    }

    private static void CountKind(StreamCounters counters, EventKind kind, int count)
    {
        if (count > 0)
        {
            counters.EventsWritten(kind, count);
        }
    }
}
