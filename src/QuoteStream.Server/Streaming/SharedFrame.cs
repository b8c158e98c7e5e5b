using System.Diagnostics.CodeAnalysis;

namespace QuoteStream.Server.Streaming;

/// <summary>The bytes of one numbered event, encoded by whoever needs them first and copied by everyone else.</summary>
/// <remarks>
/// Any number of threads, none of which waits: like the symbol channel's state, the bytes are kept twice behind a version, so that readers
/// copy one while the other is written. Whoever finds another thread encoding encodes for itself. A mutable struct inside what shares it, to
/// be used in place. Must not allocate or lock.
/// </remarks>
internal struct SharedFrame(int maxBytes)
{
    // Even: at rest. Odd: a thread is encoding into the slot that readers of the last frame do not read.
    private long _version;
    private Slot _evenSlot = new() { Bytes = new byte[maxBytes] };
    private Slot _oddSlot = new() { Bytes = new byte[maxBytes] };

    /// <summary>Copies the frame if it has at least this number.</summary>
    /// <returns>How many bytes; 0 when the frame kept is older.</returns>
    public int TryCopy(long number, Span<byte> destination, out FrameStamp stamp)
    {
        while (true)
        {
            var version = Volatile.Read(ref _version) & ~1L; // Acquire: the slot is at least as new as this number.
            ref var slot = ref (version & 2) == 0 ? ref _evenSlot : ref _oddSlot;
            stamp = slot.Stamp;
            var length = slot.Length;
            var isKept = stamp.Number >= number;
            if (isKept)
            {
                slot.Bytes.AsSpan(0, length).CopyTo(destination);
            }

            Volatile.ReadBarrier(); // The copy is done before the version is looked at again.
            if (Volatile.Read(ref _version) - version <= 2)
            {
                return isKept ? length : 0;
            }
        }
    }

    /// <summary>Asks for the turn to encode. False when another thread has it: then encode for yourself.</summary>
    public bool TryBegin(out Span<byte> buffer)
    {
        var version = Volatile.Read(ref _version); // Only a first guess; the compare-and-swap decides.
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            buffer = default;
            return false;
        }

        buffer = NextSlot.Bytes;
        return true;
    }

    /// <summary>Ends the turn with a frame.</summary>
    public void End(int length, in FrameStamp stamp)
    {
        ref var slot = ref NextSlot;
        slot.Length = length;
        slot.Stamp = stamp;
        Volatile.Write(ref _version, _version + 1); // Release: the slot is whole before its version is there.
    }

    // While this thread has the turn, the version is odd: the slot is that of the next even one.
    [UnscopedRef]
    private ref Slot NextSlot => ref ((_version + 1) & 2) == 0 ? ref _evenSlot : ref _oddSlot;

    private struct Slot
    {
        public byte[] Bytes;
        public int Length;
        public FrameStamp Stamp;
    }
}
