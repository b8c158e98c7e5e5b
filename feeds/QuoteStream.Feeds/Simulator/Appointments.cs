namespace QuoteStream.Feeds.Simulator;

/// <summary>What is to happen at a certain time, the earliest first.</summary>
internal sealed class Appointments
{
    // Locked markets and stopped stocks at one time: more of them would no longer be the exception that they are.
    private const int Capacity = 256;

    // Of these, what locked markets leave to those that matter more.
    private const int Reserved = Capacity / 2;

    // A pause or halt has one at a time, and the day some of its own.
    private const int LeastFreeForAStop = 8;

    private readonly PriorityQueue<(AppointmentKind Kind, int Symbol, int Venue), ulong> _queue = new(Capacity);

    public bool HasRoomForALock => _queue.Count < Capacity - Reserved;

    public bool HasRoomForAStop => _queue.Count < Capacity - LeastFreeForAStop;

    /// <summary>The time of the first one; the end of time when there is none.</summary>
    public ulong NextNanos => _queue.TryPeek(out _, out ulong time) ? time : ulong.MaxValue;

    public void Arrange(AppointmentKind kind, ulong timeNanos, int symbol = 0, int venue = 0) => _queue.Enqueue((kind, symbol, venue), timeNanos);

    public (AppointmentKind Kind, int Symbol, int Venue) Take() => _queue.Dequeue();
}
