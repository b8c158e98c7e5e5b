using System.Numerics;

namespace QuoteStream.Server.Streaming;

/// <summary>One clock for all streams: intervals, heartbeats and deadlines in slots of a millisecond.</summary>
/// <remarks>
/// Any number of threads. A timer costs a few pointer writes under a short lock, not a timer of the runtime. A timer that is moved to a later
/// time stays where it is until its old slot comes round: deadlines that are pushed out with every write cost nothing. The wheel's thread
/// sleeps until the next slot that holds anything.
/// </remarks>
internal sealed class TimingWheel : IDisposable
{
    private const long MicrosPerSlot = 1_000;

    /// <summary>16.4 s round: a heartbeat's interval fits. What is due later is looked at once a round. A power of two.</summary>
    private const int Slots = 16_384;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly object _gate = new();
    private readonly WheelTimer?[] _slots = new WheelTimer?[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];

    // One bit for each word of the bitmap above: finding the next slot looks at six words at most, not at all 256.
    private readonly ulong[] _occupiedWords = new ulong[Slots / 64 / 64];
    private readonly List<WheelTimer> _due = [];
    private long _turned;
    private long _sleepsUntilSlot = long.MaxValue;
    private bool _stopping;
    private Thread? _thread;

    public TimingWheel(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Microseconds since the wheel was made, from the monotonic clock.</summary>
    public long NowMicros => _time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Starts the thread that turns the wheel. Without it, a test turns it by <see cref="Turn"/>.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "timing wheel" };
        _thread.Start();
    }

    /// <summary>Sets or moves a timer. It fires once, at that time or up to a slot later; never earlier.</summary>
    public void Schedule(WheelTimer timer, long dueMicros)
    {
        lock (_gate)
        {
            if (timer.IsRetired)
            {
                return;
            }

            if (timer.Slot >= 0)
            {
                if (dueMicros >= timer.DueMicros)
                {
                    timer.DueMicros = dueMicros;
                    return;
                }

                Unlink(timer);
            }

            timer.DueMicros = dueMicros;
            Link(timer);
        }
    }

    /// <summary>For a timer that has just fired and finds itself too early: sets it again, unless it has been set meanwhile.</summary>
    public void Renew(WheelTimer timer, long dueMicros)
    {
        lock (_gate)
        {
            if (timer.Slot < 0)
            {
                Schedule(timer, dueMicros);
            }
        }
    }

    /// <summary>Takes a timer off for good: who sets it again, because it was just firing, does so in vain.</summary>
    public void Retire(WheelTimer timer)
    {
        lock (_gate)
        {
            timer.IsRetired = true;
            if (timer.Slot >= 0)
            {
                Unlink(timer);
            }
        }
    }

    /// <summary>Fires what is due by now. One thread.</summary>
    public void Turn(long nowMicros)
    {
        lock (_gate)
        {
            var target = nowMicros / MicrosPerSlot;
            for (var slot = NextOccupied(); slot <= target; slot = NextOccupied())
            {
                _turned = slot;
                Expire((int)(slot & (Slots - 1)), nowMicros);
            }

            _turned = Math.Max(_turned, target);
        }

        foreach (var timer in _due)
        {
            timer.OnDue();
        }

        _due.Clear();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
    }

    private void Run()
    {
        while (Sleep())
        {
            Wakeups.Begin();
            Turn(NowMicros);
            Wakeups.Dispatch();
        }
    }

    // Until the next occupied slot has passed, or an earlier one is filled. False when the wheel is stopping.
    private bool Sleep()
    {
        lock (_gate)
        {
            while (!_stopping)
            {
                var next = NextOccupied();
                var waitMicros = next == long.MaxValue ? long.MaxValue : (next * MicrosPerSlot) - NowMicros;
                if (waitMicros <= 0)
                {
                    return true;
                }

                _sleepsUntilSlot = next;
                Monitor.Wait(_gate, next == long.MaxValue ? Timeout.Infinite : (int)((waitMicros + MicrosPerSlot - 1) / MicrosPerSlot));
                _sleepsUntilSlot = long.MaxValue;
            }

            return false;
        }
    }

    private void Expire(int index, long nowMicros)
    {
        var timer = _slots[index];
        _slots[index] = null;
        MarkEmpty(index);
        while (timer is not null)
        {
            var next = timer.Next;
            timer.Next = timer.Previous = null;
            timer.Slot = -1;
            if (timer.DueMicros <= nowMicros)
            {
                _due.Add(timer);
            }
            else
            {
                Link(timer);
            }

            timer = next;
        }
    }

    /// <summary>The number of the next slot that holds a timer; long.MaxValue when none does.</summary>
    private long NextOccupied()
    {
        // From the slot after the last one turned, all round and back to that one.
        var first = (int)((_turned + 1) & (Slots - 1));
        var word = first / 64;
        var bits = _occupied[word] & (ulong.MaxValue << (first % 64));
        if (bits == 0)
        {
            word = NextOccupiedWord(word);
            if (word < 0)
            {
                return long.MaxValue;
            }

            bits = _occupied[word];
        }

        var index = (word * 64) + BitOperations.TrailingZeroCount(bits);
        return _turned + 1 + ((index - first) & (Slots - 1));
    }

    // The next word of the bitmap that is not empty, all round and back to this one; -1 when all are.
    private int NextOccupiedWord(int word)
    {
        var first = (word + 1) % _occupied.Length;
        var at = first / 64;
        var bits = _occupiedWords[at] & (ulong.MaxValue << (first % 64));
        for (var step = 0; bits == 0 && step < _occupiedWords.Length; step++)
        {
            at = (at + 1) % _occupiedWords.Length;
            bits = _occupiedWords[at];
        }

        return bits == 0 ? -1 : (at * 64) + BitOperations.TrailingZeroCount(bits);
    }

    private void MarkOccupied(int index)
    {
        var word = index / 64;
        _occupied[word] |= 1UL << (index % 64);
        _occupiedWords[word / 64] |= 1UL << (word % 64);
    }

    private void MarkEmpty(int index)
    {
        var word = index / 64;
        _occupied[word] &= ~(1UL << (index % 64));
        if (_occupied[word] == 0)
        {
            _occupiedWords[word / 64] &= ~(1UL << (word % 64));
        }
    }

    private void Link(WheelTimer timer)
    {
        // Rounded up: a slot is turned when its time has come, so nothing fires early. At most one round ahead.
        var slot = Math.Clamp((timer.DueMicros + MicrosPerSlot - 1) / MicrosPerSlot, _turned + 1, _turned + Slots - 1);
        var index = (int)(slot & (Slots - 1));
        timer.Slot = index;
        timer.Next = _slots[index];
        if (timer.Next is { } neighbour)
        {
            neighbour.Previous = timer;
        }

        _slots[index] = timer;
        MarkOccupied(index);
        if (slot < _sleepsUntilSlot)
        {
            Monitor.Pulse(_gate);
        }
    }

    private void Unlink(WheelTimer timer)
    {
        if (timer.Previous is { } previous)
        {
            previous.Next = timer.Next;
        }
        else
        {
            _slots[timer.Slot] = timer.Next;
            if (timer.Next is null)
            {
                MarkEmpty(timer.Slot);
            }
        }

        if (timer.Next is { } next)
        {
            next.Previous = timer.Previous;
        }

        timer.Next = timer.Previous = null;
        timer.Slot = -1;
    }
}
