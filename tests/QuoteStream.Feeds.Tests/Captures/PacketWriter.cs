using System.Buffers.Binary;

namespace QuoteStream.Feeds.Tests.Captures;

/// <summary>Writes network packets byte by byte, by their specifications.</summary>
internal static class PacketWriter
{
    public const ushort Dot1Q = 0x8100;
    public const ushort Dot1Ad = 0x88A8;

    /// <param name="flagsAndOffset">Of IPv4: "more fragments" is 0x2000.</param>
    /// <param name="ipOptions">A multiple of four bytes.</param>
    /// <param name="padding">Behind the datagram, as a network card fills a short frame up.</param>
    public static byte[] Udp(
        ReadOnlySpan<byte> payload,
        ushort[]? vlans = null,
        int ipOptions = 0,
        ushort flagsAndOffset = 0x4000,
        byte protocol = 17,
        int padding = 0)
    {
        byte[] datagram = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, 10_378);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), 10_378);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram.AsSpan(8));

        byte[] ip = new byte[20 + ipOptions];
        ip[0] = (byte)(0x40 | (ip.Length / 4));
        BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(2), (ushort)(ip.Length + datagram.Length));
        BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(6), flagsAndOffset);
        ip[8] = 64;
        ip[9] = protocol;
        return Ethernet([.. ip, .. datagram, .. new byte[padding]], 0x0800, vlans);
    }

    public static byte[] Ethernet(ReadOnlySpan<byte> content, ushort etherType, ushort[]? vlans = null)
    {
        List<byte> frame = [.. new byte[12]];
        foreach (ushort tag in vlans ?? [])
        {
            frame.AddRange([(byte)(tag >> 8), (byte)tag, 0x00, 0x64]);
        }

        frame.AddRange([(byte)(etherType >> 8), (byte)etherType, .. content]);
        return [.. frame];
    }
}
