namespace QuoteStream.LoadTests.Streams;

/// <summary>Finds events in the bytes of a stream, as they come (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
/// <remarks>
/// Hot path: nothing is copied but what is left of an event that has not come whole. Of an event's data lines the last counts: the server's data
/// is always one line. Carriage returns are no line ends here: the server sends none.
/// </remarks>
internal sealed class SseFrames(ISseReceiver receiver)
{
    /// <summary>A longer event is no event of this server.</summary>
    public const int MaxEventBytes = 1 << 20;

    // An event of usual length that comes in two parts.
    private const int FirstBufferBytes = 1024;

    private byte[] _rest = [];
    private int _restBytes;
    private byte[] _id = [];

    /// <summary>Of the last event that had one; empty: none had.</summary>
    public string LastId => System.Text.Encoding.ASCII.GetString(_id);

    /// <exception cref="StreamFaultException">An event is too long.</exception>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (_restBytes > 0)
        {
            // The end of an event may itself be cut: look for it across the seam.
            int end = EndAcross(bytes);
            if (end < 0)
            {
                Keep(bytes);
                return;
            }

            Keep(bytes[..end]);
            int whole = _restBytes;
            _restBytes = 0;
            Dispatch(_rest.AsSpan(0, whole));
            bytes = bytes[end..];
        }

        while (bytes.IndexOf("\n\n"u8) is >= 0 and var found)
        {
            Dispatch(bytes[..(found + 2)]);
            bytes = bytes[(found + 2)..];
        }

        Keep(bytes);
    }

    /// <summary>How many of the new bytes belong to the event that was begun; -1: all, and it does not end in them.</summary>
    private int EndAcross(ReadOnlySpan<byte> bytes)
    {
        if (_rest[_restBytes - 1] == '\n' && bytes.StartsWith("\n"u8))
        {
            return 1;
        }

        int found = bytes.IndexOf("\n\n"u8);
        return found < 0 ? -1 : found + 2;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int needed = _restBytes + bytes.Length;
        if (needed > MaxEventBytes)
        {
            throw new StreamFaultException($"An event has more than {MaxEventBytes:N0} bytes.");
        }

        if (needed > _rest.Length)
        {
            Array.Resize(ref _rest, Math.Max(Math.Max(needed, _rest.Length * 2), FirstBufferBytes));
        }

        bytes.CopyTo(_rest.AsSpan(_restBytes));
        _restBytes = needed;
    }

    private void Dispatch(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> name = "message"u8;
        ReadOnlySpan<byte> data = default;
        bool hasData = false;
        int bytes = frame.Length;
        while (!frame.IsEmpty)
        {
            int end = frame.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = frame[..end];
            frame = frame[(end + 1)..];
            if (TryField(line, "data:"u8, out ReadOnlySpan<byte> value))
            {
                data = value;
                hasData = true;
            }
            else if (TryField(line, "event:"u8, out value))
            {
                name = value;
            }
            else if (TryField(line, "id:"u8, out value))
            {
                KeepId(value);
            }
        }

        if (hasData)
        {
            receiver.Receive(name, data, bytes);
        }
    }

    private void KeepId(ReadOnlySpan<byte> id)
    {
        if (id.Length != _id.Length)
        {
            _id = new byte[id.Length];
        }

        id.CopyTo(_id);
    }

    private static bool TryField(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!line.StartsWith(field))
        {
            return false;
        }

        value = line[field.Length..];
        value = value.StartsWith(" "u8) ? value[1..] : value;
        return true;
    }
}
