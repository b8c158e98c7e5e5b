namespace QuoteStream.Client.Feeds;

/// <summary>Numbered messages that the server has not acknowledged, in order, in one ring of bytes.</summary>
/// <remarks>Any thread. The oldest message makes room for the newest; ticks given up so are counted until they are acknowledged after all.</remarks>
internal sealed class RetransmissionBuffer(int capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _entries = new();
    private byte[] _ring = [];
    private int _tail;
    private ulong _acceptedThrough;
    private ulong _forgottenFirst;
    private ulong _forgottenLast;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count == 0;
            }
        }
    }

    public void Add(ReadOnlySpan<byte> frame, ulong firstSequence, int ticks)
    {
        lock (_lock)
        {
            ulong last = firstSequence + (ulong)ticks - 1;
            if (frame.Length > capacityBytes)
            {
                ForgetKept();
                Forget(firstSequence, last);
                return;
            }

            if (_ring.Length == 0)
            {
                // Whole at once: the system gives its pages only when they are written.
                _ring = GC.AllocateUninitializedArray<byte>(capacityBytes);
            }

            int offset;
            while ((offset = FindRoom(frame.Length)) < 0)
            {
                Entry oldest = _entries.Dequeue();
                Forget(oldest.First, oldest.Last);
            }

            frame.CopyTo(_ring.AsSpan(offset));
            _tail = offset + frame.Length;
            _entries.Enqueue(new Entry(offset, frame.Length, firstSequence, last));
        }
    }

    /// <summary>Lets go of what the server has.</summary>
    public void Accept(ulong acceptedThrough)
    {
        lock (_lock)
        {
            _acceptedThrough = Math.Max(_acceptedThrough, acceptedThrough);
            while (_entries.TryPeek(out Entry oldest) && oldest.Last <= _acceptedThrough)
            {
                _entries.Dequeue();
            }
        }
    }

    /// <summary>Gives every message up.</summary>
    public void ForgetAll()
    {
        lock (_lock)
        {
            ForgetKept();
        }
    }

    /// <summary>All messages one after another, as they go on the wire.</summary>
    /// <remarks>A copy, for their room may be taken again while they are being sent.</remarks>
    public byte[] CopyAll(out long ticks)
    {
        lock (_lock)
        {
            ticks = 0;
            var frames = new byte[_entries.Sum(entry => entry.Bytes)];
            int written = 0;
            foreach (Entry entry in _entries)
            {
                _ring.AsSpan(entry.Offset, entry.Bytes).CopyTo(frames.AsSpan(written));
                written += entry.Bytes;
                ticks += (long)(entry.Last - entry.First + 1);
            }

            return frames;
        }
    }

    /// <summary>How many ticks were given up and are not acknowledged; they are counted once.</summary>
    public long TakeForgotten()
    {
        lock (_lock)
        {
            ulong first = Math.Max(_forgottenFirst, _acceptedThrough + 1);
            long count = _forgottenLast >= first ? (long)(_forgottenLast - first + 1) : 0;
            _forgottenFirst = _forgottenLast = 0;
            return count;
        }
    }

    private int FindRoom(int bytes)
    {
        if (!_entries.TryPeek(out Entry oldest))
        {
            return 0;
        }

        if (_tail <= oldest.Offset)
        {
            return bytes <= oldest.Offset - _tail ? _tail : -1;
        }

        if (bytes <= _ring.Length - _tail)
        {
            return _tail;
        }

        // What is left at the end stays unused this time round, so that every message is in one piece.
        return bytes <= oldest.Offset ? 0 : -1;
    }

    private void ForgetKept()
    {
        while (_entries.TryDequeue(out Entry oldest))
        {
            Forget(oldest.First, oldest.Last);
        }
    }

    // What is given up follows on what was given up before, so that one range holds all of it; of a line whose numbers come out of order
    // or with holes the range is what at most was given up.
    private void Forget(ulong first, ulong last)
    {
        _forgottenFirst = _forgottenLast <= _acceptedThrough ? first : Math.Min(_forgottenFirst, first);

        _forgottenLast = Math.Max(_forgottenLast, last);
    }

    private readonly record struct Entry(int Offset, int Bytes, ulong First, ulong Last);
}
