using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Captures;

/// <summary>Reads a capture packet by packet, in the file's order, with memory for one packet. One thread at a time.</summary>
public abstract class CaptureReader : IDisposable
{
    /// <summary>The longest packet: the largest snapshot length that tcpdump and Wireshark record with.</summary>
    public const int MaxPacketBytes = 262_144;

    private readonly FeedInput _input;
    private byte[] _packet = new byte[2048];
    private int _packetLength;

    private protected CaptureReader(FeedInput input)
    {
        _input = input;
    }

    /// <summary>For the user, for example "pcapng".</summary>
    public abstract string Format { get; }

    /// <summary>The packet's bytes. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Packet => _packet.AsSpan(0, _packetLength);

    public LinkType LinkType { get; private protected set; }

    /// <summary>When the recorder saw the packet: nanoseconds since the Unix epoch, UTC; 0: not recorded.</summary>
    public ulong CaptureTimeNanos { get; private protected set; }

    /// <summary>How much of the file was read, 0 to 1. From any thread.</summary>
    public double ReadShare => _input.ReadShare;

    /// <summary>Packets read so far.</summary>
    public long PacketCount { get; private set; }

    public RecordingEnd End { get; private set; }

    /// <summary>A sentence about an end that was not <see cref="RecordingEnd.Whole"/>.</summary>
    public string? EndDetail { get; private set; }

    /// <summary>False at the end; <see cref="End"/> then says which.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryReadNext()
    {
        _packetLength = 0;
        if (End != RecordingEnd.NotReached || !TryReadPacket())
        {
            return false;
        }

        PacketCount++;
        return true;
    }

    public void Dispose() => _input.Dispose();

    private protected abstract bool TryReadPacket();

    /// <summary>Takes the next bytes of the file as the packet. False, with the end told, when there are fewer.</summary>
    private protected bool TryTakePacket(uint length)
    {
        if (length > MaxPacketBytes)
        {
            return EndAs(RecordingEnd.Damaged, $"a packet claims {length} bytes, more than the {MaxPacketBytes} that a recorder writes");
        }

        if (_packet.Length < length)
        {
            _packet = new byte[Math.Max((int)length, _packet.Length * 2)];
        }

        if (!TryFill(_packet.AsSpan(0, (int)length)))
        {
            return false;
        }

        _packetLength = (int)length;
        return true;
    }

    /// <summary>Reads a header that has to be there whole. False, with the end told, when it is not.</summary>
    private protected bool TryFill(Span<byte> target) =>
        _input.Read(target) == target.Length || EndCutShort();

    private protected bool TrySkip(long count) => _input.Skip(count) || EndCutShort();

    /// <summary>Reads where the data may rightly end. False, with the end told, at the end.</summary>
    private protected bool TryFillUnlessAtEnd(Span<byte> target)
    {
        int read = _input.Read(target);
        if (read == target.Length)
        {
            return true;
        }

        return read == 0 && _input.Fault is null ? EndAs(RecordingEnd.Whole, null) : EndCutShort();
    }

    private protected bool EndAs(RecordingEnd end, string? detail)
    {
        End = end;
        EndDetail = detail is null ? null : $"after packet {PacketCount}, at byte {_input.Position}: {detail}";
        return false;
    }

    private bool EndCutShort() => EndAs(
        RecordingEnd.CutShort,
        _input.Fault is { } fault ? $"the compressed data is cut or broken ({fault})" : "the file ends inside a packet");
}
