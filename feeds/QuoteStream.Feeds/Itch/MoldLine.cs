using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Itch;

/// <summary>One line of a feed: a capture, with its next MoldUDP64 packet looked at and not yet read.</summary>
/// <param name="capture">Disposed with the line.</param>
internal sealed class MoldLine(CaptureReader capture, ItchCounts counts) : IDisposable
{
    public CaptureReader Capture { get; } = capture;

    public bool HasPacket { get; private set; }

    public MoldSession Session { get; private set; }

    public ulong FirstSequence { get; private set; }

    public int MessageCount { get; private set; }

    public bool EndsSession { get; private set; }

    /// <summary>The packet begins with nothing but messages of the feed.</summary>
    public bool HoldsItch { get; private set; }

    /// <summary>Where the messages lie in the capture's packet.</summary>
    public Range Messages { get; private set; }

    /// <summary>Goes to the next packet. False at the capture's end.</summary>
    /// <exception cref="IOException">The capture cannot be read.</exception>
    public bool TryRead()
    {
        HasPacket = false;
        while (!HasPacket && Capture.TryReadNext())
        {
            FrameVerdict frame = UdpFrame.Parse(Capture.LinkType, Capture.Packet, out ReadOnlySpan<byte> datagram);
            counts.Frame(frame);
            if (frame != FrameVerdict.Udp)
            {
                continue;
            }

            HasPacket = MoldPacket.TryParse(datagram, out MoldPacket packet);
            if (!HasPacket)
            {
                counts.OtherDatagrams++;
                continue;
            }

            Session = packet.Session;
            FirstSequence = packet.FirstSequence;
            MessageCount = packet.MessageCount;
            EndsSession = packet.EndsSession;
            HoldsItch = packet.HoldsItch();

            // Of no messages, anywhere.
            Capture.Packet.Overlaps(packet.Messages, out int start);
            Messages = start..(start + packet.Messages.Length);
        }

        return HasPacket;
    }

    public void Dispose() => Capture.Dispose();
}
