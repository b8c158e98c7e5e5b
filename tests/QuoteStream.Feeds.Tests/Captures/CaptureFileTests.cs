using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Tests.Captures;

public sealed class CaptureFileTests
{
    private const ulong Time = 1_499_697_138_426_334_905;

    private static readonly byte[] First = [.. Enumerable.Range(0, 61).Select(i => (byte)i)];
    private static readonly byte[] Second = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void Pcap_is_read_in_every_variant(bool bigEndian, bool nanoseconds, bool gzip)
    {
        byte[] file = CaptureWriter.Pcap(bigEndian, nanoseconds, Time, First, [], Second);

        using CaptureReader reader = Open(gzip ? CaptureWriter.Gzip(file) : file);

        Assert.Equal([First, [], Second], ReadAll(reader));
        Assert.Equal(RecordingEnd.Whole, reader.End);
        Assert.Null(reader.EndDetail);
        Assert.Equal(LinkType.Ethernet, reader.LinkType);
        Assert.Equal(nanoseconds ? Time : Time / 1000 * 1000, reader.CaptureTimeNanos);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pcapng_is_read_in_both_byte_orders_and_unknown_blocks_are_skipped(bool bigEndian)
    {
        byte[] file = CaptureWriter.Pcapng(
            bigEndian,
            CaptureWriter.Interface(bigEndian),
            CaptureWriter.Block(bigEndian, 0x0000_0BAD, new byte[100_000]),
            CaptureWriter.EnhancedPacket(bigEndian, Time / 1000, First, options: [0, 1, 0, 2, 65, 66, 0, 0, 0, 0, 0, 0]),
            CaptureWriter.Block(bigEndian, 5, new byte[8]),
            CaptureWriter.SimplePacket(bigEndian, Second));

        using CaptureReader reader = Open(file);

        Assert.True(reader.TryReadNext());
        Assert.Equal(First, reader.Packet.ToArray());
        Assert.Equal(Time / 1000 * 1000, reader.CaptureTimeNanos);
        Assert.True(reader.TryReadNext());
        Assert.Equal(Second, reader.Packet.ToArray());
        Assert.Equal(0ul, reader.CaptureTimeNanos);
        Assert.False(reader.TryReadNext());
        Assert.Equal(RecordingEnd.Whole, reader.End);
    }

    [Theory]
    [InlineData((byte)9, Time)]
    [InlineData((byte)6, Time / 1000)]
    [InlineData((byte)3, Time / 1_000_000)]
    [InlineData((byte)0, Time / 1_000_000_000)]
    [InlineData((byte)(0x80 | 20), 1_499_697_138UL << 20)]
    public void Pcapng_times_follow_the_interface_s_resolution(byte resolution, ulong units)
    {
        byte[] file = CaptureWriter.Pcapng(
            false, CaptureWriter.Interface(false, resolution), CaptureWriter.EnhancedPacket(false, units, First));

        using CaptureReader reader = Open(file);

        Assert.True(reader.TryReadNext());
        Assert.Equal(Time / 1_000_000_000, reader.CaptureTimeNanos / 1_000_000_000);
    }

    [Theory]
    [InlineData((byte)20, 5UL)]
    [InlineData((byte)127, 5UL)]
    [InlineData((byte)255, 5UL)]
    [InlineData((byte)0, ulong.MaxValue)]
    public void Pcapng_times_that_cannot_be_told_are_unknown(byte resolution, ulong units)
    {
        byte[] file = CaptureWriter.Pcapng(
            false, CaptureWriter.Interface(false, resolution), CaptureWriter.EnhancedPacket(false, units, First));

        using CaptureReader reader = Open(file);

        Assert.True(reader.TryReadNext());
        Assert.Equal(0ul, reader.CaptureTimeNanos);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pcapng_times_have_the_interface_s_offset_added(bool bigEndian)
    {
        byte[] file = CaptureWriter.Pcapng(
            bigEndian,
            CaptureWriter.Interface(bigEndian, 6, offsetSeconds: 1_499_697_000),
            CaptureWriter.EnhancedPacket(bigEndian, 138_000_001, First));

        using CaptureReader reader = Open(file);

        Assert.True(reader.TryReadNext());
        Assert.Equal(1_499_697_138_000_001_000ul, reader.CaptureTimeNanos);
    }

    [Fact]
    public void Pcapng_sections_may_change_the_byte_order_and_number_their_interfaces_anew()
    {
        byte[] file =
        [
            .. CaptureWriter.Pcapng(false, CaptureWriter.Interface(false, linkType: 113), CaptureWriter.EnhancedPacket(false, 1, First)),
            .. CaptureWriter.Pcapng(true, CaptureWriter.Interface(true), CaptureWriter.EnhancedPacket(true, 1, Second)),
        ];

        using CaptureReader reader = Open(file);

        Assert.True(reader.TryReadNext());
        Assert.Equal((LinkType)113, reader.LinkType);
        Assert.True(reader.TryReadNext());
        Assert.Equal(LinkType.Ethernet, reader.LinkType);
        Assert.Equal(Second, reader.Packet.ToArray());
        Assert.False(reader.TryReadNext());
        Assert.Equal(RecordingEnd.Whole, reader.End);
    }

    [Fact]
    public void A_simple_packet_was_cut_at_the_snapshot_length()
    {
        byte[] file = CaptureWriter.Pcapng(
            false, CaptureWriter.Interface(false, snapshotBytes: 32), CaptureWriter.SimplePacket(false, First[..32], originalLength: 61));

        using CaptureReader reader = Open(file);

        Assert.Equal([First[..32]], ReadAll(reader));
        Assert.Equal(RecordingEnd.Whole, reader.End);
    }

    public static TheoryData<string> Variants => ["pcap", "pcap big", "pcapng", "pcapng big", "pcap gzip", "pcapng gzip"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_file_cut_anywhere_gives_its_whole_packets_and_says_so(string variant)
    {
        bool big = variant.EndsWith("big", StringComparison.Ordinal);
        byte[][] packets = [First, First[..20], First[..5]];
        byte[] file = variant.StartsWith("pcapng", StringComparison.Ordinal)
            ? CaptureWriter.Pcapng(big, [CaptureWriter.Interface(big), .. packets.Select(p => CaptureWriter.EnhancedPacket(big, 1, p))])
            : CaptureWriter.Pcap(big, false, Time, packets);
        file = variant.EndsWith("gzip", StringComparison.Ordinal) ? CaptureWriter.Gzip(file) : file;
        int whole = 0;
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                using CaptureReader reader = Open(file[..length]);
                List<byte[]> read = ReadAll(reader);
                Assert.Equal(packets.Take(read.Count), read);
                Assert.NotEqual(RecordingEnd.NotReached, reader.End);
                Assert.Equal(reader.End == RecordingEnd.Whole, reader.EndDetail is null);
                bool isWhole = reader.End == RecordingEnd.Whole;
                whole += isWhole ? 1 : 0;

                // Of compressed data only the checksum may be missing without being missed.
                Assert.False(isWhole && variant.EndsWith("gzip", StringComparison.Ordinal) && read.Count < packets.Length);
            }
            catch (FeedFormatException tooShort)
            {
                Assert.NotEmpty(tooShort.Message);
            }
        }

        // Only a cut between two packets, or blocks, cannot be seen.
        int unseen = variant.Contains("ng") ? 4 : 3;
        Assert.True(variant.EndsWith("gzip", StringComparison.Ordinal) || whole == unseen, $"{whole} cuts were not seen.");
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_file_with_any_byte_changed_throws_nothing_unforeseen(string variant)
    {
        bool big = variant.EndsWith("big", StringComparison.Ordinal);
        byte[] file = variant.StartsWith("pcapng", StringComparison.Ordinal)
            ? CaptureWriter.Pcapng(
                big,
                CaptureWriter.Interface(big, 9, 0),
                CaptureWriter.EnhancedPacket(big, 1, First),
                CaptureWriter.SimplePacket(big, First))
            : CaptureWriter.Pcap(big, false, Time, First, Second[..70]);
        file = variant.EndsWith("gzip", StringComparison.Ordinal) ? CaptureWriter.Gzip(file) : file;
        foreach (byte value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
        {
            for (int i = 0; i < file.Length; i++)
            {
                byte[] changed = [.. file];
                changed[i] = value;
                try
                {
                    using CaptureReader reader = Open(changed);
                    ReadAll(reader);
                    Assert.NotEqual(RecordingEnd.NotReached, reader.End);
                }
                catch (FeedFormatException unreadable)
                {
                    Assert.NotEmpty(unreadable.Message);
                }
            }
        }
    }

    [Fact]
    public void A_packet_longer_than_recorders_write_ends_the_reading()
    {
        byte[] file = CaptureWriter.Pcap(false, false, Time, First);
        file[24 + 8 + 3] = 0x7F;

        using CaptureReader reader = Open(file);

        Assert.False(reader.TryReadNext());
        Assert.Equal(RecordingEnd.Damaged, reader.End);
        Assert.Contains("claims", reader.EndDetail);
    }

    [Fact]
    public void More_interfaces_than_a_recorder_has_are_refused()
    {
        byte[] file = CaptureWriter.Pcapng(false, [.. Enumerable.Repeat(CaptureWriter.Interface(false), 1025)]);

        using CaptureReader reader = Open(file);

        Assert.False(reader.TryReadNext());
        Assert.Equal(RecordingEnd.Damaged, reader.End);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hi!")]
    [InlineData("{\"symbol\":\"AAPL\"}")]
    public void Another_kind_of_file_is_refused_with_a_list_of_what_is_understood(string content)
    {
        var refused = Assert.Throws<FeedFormatException>(() => Open(System.Text.Encoding.ASCII.GetBytes(content)));

        Assert.True(content.Length < 4 || (refused.Message.Contains("pcapng") && refused.Message.Contains("gzip")), refused.Message);
    }

    [Fact]
    public void Gzip_of_another_kind_of_file_is_refused()
    {
        byte[] compressed = CaptureWriter.Gzip("not a capture"u8.ToArray());

        Assert.Contains("pcapng", Assert.Throws<FeedFormatException>(() => Open(compressed)).Message);
        Assert.Contains("compressed data", Assert.Throws<FeedFormatException>(() => Open([0x1F, 0x8B, 1, 2, 3, 4, 5, 6])).Message);
    }

    private static CaptureReader Open(byte[] file) => CaptureFile.Open(new MemoryStream(file));

    private static List<byte[]> ReadAll(CaptureReader reader)
    {
        var packets = new List<byte[]>();
        while (reader.TryReadNext())
        {
            packets.Add(reader.Packet.ToArray());
        }

        Assert.Equal(packets.Count, reader.PacketCount);
        return packets;
    }
}
