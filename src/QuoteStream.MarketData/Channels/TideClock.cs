using System.Runtime.InteropServices;

namespace QuoteStream.MarketData.Channels;

/// <summary>
/// The logical clock of everything that is published: each batch takes the next number, the tide, and all it publishes carries it. So it
/// can be said exactly up to where a reader has everything, whatever the clocks on the walls say.
/// </summary>
/// <remarks>Any number of threads. Asking it does not allocate or lock; it costs a look at each open feed line.</remarks>
public sealed class TideClock
{
    private readonly Lock _opening = new();
    private volatile TideSlot[] _slots = [];
    private Apart _issued;
    private Apart _safe;
    private Apart _delivered;

    /// <summary>Number of the newest batch that has begun; 0: none yet.</summary>
    // Acquire: whoever asks for the batches' places next sees this batch's place taken.
    public long Issued => Volatile.Read(ref _issued.Value);

    /// <summary>
    /// Every batch up to this number has been published completely: a state that is read after this was asked shows all of it. Never goes back.
    /// </summary>
    public long Safe
    {
        get
        {
            // The number before the places: a batch up to it has taken its place, or has ended. One that begins later is above it.
            var safe = Issued;
            foreach (var slot in _slots)
            {
                var active = slot.Active;
                if (active != 0 && active <= safe)
                {
                    safe = active - 1;
                }
            }

            return Raise(safe);
        }
    }

    /// <summary>
    /// Everybody who waited for something published up to this number has been woken. Trails <see cref="Safe"/> by one round of the broadcaster.
    /// </summary>
    // Acquire: the wake-ups are visible to whoever sees the number.
    public long Delivered => Volatile.Read(ref _delivered.Value);

    /// <summary>For the broadcaster: all waiters of what was <see cref="Safe"/> before it began its round have been woken. One thread at a time.</summary>
    public void Deliver(long safe)
    {
        if (safe > Delivered)
        {
            Volatile.Write(ref _delivered.Value, safe); // Release: after the wake-ups.
        }
    }

    /// <summary>A place for one publisher, until <see cref="Close"/>.</summary>
    internal TideSlot Open()
    {
        var slot = new TideSlot(this);
        lock (_opening)
        {
            _slots = [.. _slots, slot];
        }

        return slot;
    }

    /// <summary>The publisher has gone. Only after its last batch has ended; more than once is harmless.</summary>
    internal void Close(TideSlot slot)
    {
        lock (_opening)
        {
            _slots = [.. _slots.Where(other => other != slot)];
        }
    }

    /// <summary>The next number. Only for <see cref="TideSlot.Begin"/>, which has taken its place before.</summary>
    // Full fence: the place is taken before the number can be seen.
    internal long Issue() => Interlocked.Increment(ref _issued.Value);

    // A batch that has just begun may hold the places' minimum below what was found safe before, since it writes down a lower bound first.
    private long Raise(long safe)
    {
        var known = Volatile.Read(ref _safe.Value); // Acquire: what another thread found published is visible here too.
        while (safe > known)
        {
            // Any number of threads ask; the highest answer stays.
            var seen = Interlocked.CompareExchange(ref _safe.Value, safe, known);
            if (seen == known)
            {
                return safe;
            }

            known = seen;
        }

        return known;
    }

    /// <summary>A number on cache lines of its own (64 bytes, fetched in pairs): publishers write one, every stream reads another.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Apart
    {
        [FieldOffset(64)]
        public long Value;
    }
}
