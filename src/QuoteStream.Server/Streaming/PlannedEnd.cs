namespace QuoteStream.Server.Streaming;

/// <summary>When the server means to end a stream, and why.</summary>
/// <remarks>Any thread sets it; the stream's loop looks at it. A mutable struct inside the subscriber.</remarks>
internal struct PlannedEnd()
{
    private long _atMicros = long.MaxValue;
    private int _reason;

    /// <summary>On the wheel's clock; long.MaxValue: it is not planned.</summary>
    // Acquire: the reason was written before the time.
    public long AtMicros => Volatile.Read(ref _atMicros);

    /// <summary>Plans the end, unless an earlier one is planned. A race between two reasons ends the stream for one of them.</summary>
    public bool TryPlan(StreamEnd reason, long atMicros)
    {
        if (atMicros >= AtMicros)
        {
            return false;
        }

        Volatile.Write(ref _reason, (int)reason); // Before the time, which the loop reads first.
        Volatile.Write(ref _atMicros, atMicros);
        return true;
    }

    /// <summary>The reason, once the time has come.</summary>
    public StreamEnd? Due(long nowMicros) => AtMicros <= nowMicros ? (StreamEnd)Volatile.Read(ref _reason) : null;
}
