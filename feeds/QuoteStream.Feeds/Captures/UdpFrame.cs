using System.Buffers.Binary;

namespace QuoteStream.Feeds.Captures;

/// <summary>Finds the UDP datagram in a captured frame: Ethernet, any VLAN tags, IPv4 with its options.</summary>
public static class UdpFrame
{
    private const int MacAddressesBytes = 12;
    private const ushort Ipv4EtherType = 0x0800;
    private const int MinIpv4HeaderBytes = 20;
    private const int UdpHeaderBytes = 8;
    private const byte UdpProtocol = 17;

    // "More fragments" and the fragment offset; "don't fragment" is no sign of one.
    private const ushort FragmentMask = 0x3FFF;

    public static FrameVerdict Parse(LinkType linkType, ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (linkType != LinkType.Ethernet)
        {
            return FrameVerdict.NotEthernet;
        }

        int position = MacAddressesBytes;
        ushort etherType;
        do
        {
            if (frame.Length < position + 2)
            {
                return FrameVerdict.Malformed;
            }

            etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[position..]);
            position += IsVlanTag(etherType) ? 4 : 2;
        }
        while (IsVlanTag(etherType));

        if (etherType != Ipv4EtherType)
        {
            return FrameVerdict.NotIpv4;
        }

        return frame.Length < position ? FrameVerdict.Malformed : ParseIpv4(frame[position..], out payload);
    }

    // IEEE 802.1Q, its outer tag of 802.1ad, and the older outer tag that many switches still use.
    private static bool IsVlanTag(ushort etherType) => etherType is 0x8100 or 0x88A8 or 0x9100;

    private static FrameVerdict ParseIpv4(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (packet.Length < MinIpv4HeaderBytes || packet[0] >> 4 != 4)
        {
            return FrameVerdict.Malformed;
        }

        int headerBytes = (packet[0] & 0x0F) * 4;
        int totalBytes = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

        // A total length of 0 is what a capture on the sending machine shows when its network card cuts segments.
        totalBytes = totalBytes == 0 ? packet.Length : totalBytes;
        if (headerBytes < MinIpv4HeaderBytes || totalBytes < headerBytes || totalBytes > packet.Length)
        {
            return FrameVerdict.Malformed;
        }

        if (packet[9] != UdpProtocol)
        {
            return FrameVerdict.NotUdp;
        }

        if ((BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & FragmentMask) != 0)
        {
            return FrameVerdict.Fragment;
        }

        // Cut at the total length: a short frame is padded to Ethernet's least.
        return ParseUdp(packet[headerBytes..totalBytes], out payload);
    }

    private static FrameVerdict ParseUdp(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (datagram.Length < UdpHeaderBytes)
        {
            return FrameVerdict.Malformed;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        if (length < UdpHeaderBytes || length > datagram.Length)
        {
            return FrameVerdict.Malformed;
        }

        payload = datagram[UdpHeaderBytes..length];
        return FrameVerdict.Udp;
    }
}
