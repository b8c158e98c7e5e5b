using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Tests.Captures;

public sealed class UdpFrameTests
{
    private static readonly byte[] Payload = [.. Enumerable.Range(1, 40).Select(i => (byte)i)];

    public static TheoryData<ushort[], int, int> Frames => new()
    {
        { [], 0, 0 },
        { [PacketWriter.Dot1Q], 0, 0 },
        { [PacketWriter.Dot1Ad, PacketWriter.Dot1Q], 0, 0 },
        { [0x9100, PacketWriter.Dot1Q, PacketWriter.Dot1Q], 12, 7 },
        { [], 40, 0 },
        { [], 0, 18 },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Datagrams_are_found_behind_tags_and_options_and_before_padding(ushort[] vlans, int ipOptions, int padding)
    {
        byte[] frame = PacketWriter.Udp(Payload, vlans, ipOptions, padding: padding);

        Assert.Equal(FrameVerdict.Udp, UdpFrame.Parse(LinkType.Ethernet, frame, out ReadOnlySpan<byte> payload));
        Assert.Equal(Payload, payload.ToArray());
    }

    [Theory]
    [InlineData((ushort)0x2000)]
    [InlineData((ushort)0x0001)]
    [InlineData((ushort)0x3FFF)]
    public void Fragments_are_told_apart(ushort flagsAndOffset) =>
        Assert.Equal(FrameVerdict.Fragment, Parse(PacketWriter.Udp(Payload, flagsAndOffset: flagsAndOffset)));

    [Fact]
    public void Other_packets_are_told_apart()
    {
        Assert.Equal(FrameVerdict.NotUdp, Parse(PacketWriter.Udp(Payload, protocol: 6)));
        Assert.Equal(FrameVerdict.NotIpv4, Parse(PacketWriter.Ethernet(Payload, 0x86DD)));
        Assert.Equal(FrameVerdict.NotIpv4, Parse(PacketWriter.Ethernet(Payload, 0x0806, [PacketWriter.Dot1Q])));
        Assert.Equal(FrameVerdict.NotEthernet, UdpFrame.Parse((LinkType)113, PacketWriter.Udp(Payload), out _));
        Assert.Equal(FrameVerdict.Malformed, Parse([]));
        Assert.Equal(FrameVerdict.Malformed, Parse(PacketWriter.Ethernet([], 0x0800)));
    }

    [Fact]
    public void A_frame_cut_anywhere_is_malformed()
    {
        byte[] frame = PacketWriter.Udp(Payload, [PacketWriter.Dot1Q], ipOptions: 8);
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.Equal(FrameVerdict.Malformed, Parse(frame[..length]));
        }
    }

    [Theory]
    [InlineData(14, 0x44)]
    [InlineData(14, 0x4F)]
    [InlineData(14, 0x65)]
    [InlineData(16, 0xFF)]
    [InlineData(38, 0xFF)]
    [InlineData(39, 0x00)]
    [InlineData(39, 0x07)]
    public void Lengths_that_cannot_be_are_malformed(int offset, byte value)
    {
        byte[] frame = PacketWriter.Udp(Payload);
        frame[offset] = value;

        Assert.Equal(FrameVerdict.Malformed, Parse(frame));
    }

    [Fact]
    public void A_total_length_of_zero_means_all_there_is()
    {
        byte[] frame = PacketWriter.Udp(Payload);
        frame[16] = frame[17] = 0;

        Assert.Equal(FrameVerdict.Udp, UdpFrame.Parse(LinkType.Ethernet, frame, out ReadOnlySpan<byte> payload));
        Assert.Equal(Payload, payload.ToArray());
    }

    private static FrameVerdict Parse(byte[] frame) => UdpFrame.Parse(LinkType.Ethernet, frame, out _);
}
