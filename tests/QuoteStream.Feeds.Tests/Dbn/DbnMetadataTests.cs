using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Dbn;

namespace QuoteStream.Feeds.Tests.Dbn;

public sealed class DbnMetadataTests
{
    [Theory]
    [InlineData(0, "version 0")]
    [InlineData(4, "version 4")]
    [InlineData(255, "version 255")]
    public void Other_versions_are_named(byte version, string expected)
    {
        byte[] file = new DbnWriter(3).ToArray();
        file[3] = version;

        Assert.Contains(expected, Refusal(file));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(99u)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_cannot_be_is_named(uint length)
    {
        byte[] file = new DbnWriter(3).ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(4), length);

        Assert.Contains($"{length} bytes", Refusal(file));
    }

    [Fact]
    public void A_length_beyond_the_file_is_a_file_that_ends_too_early()
    {
        byte[] file = new DbnWriter(3).ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(4), (uint)DbnMetadata.MaxBytes);

        Assert.Contains("ends inside", Refusal(file));
    }

    [Fact]
    public void Days_that_are_none_are_damage()
    {
        Assert.Contains("20201399 is no day", Refusal(new DbnWriter(3, mappings: ("AAPL", 20201399, 20301231, "7")).ToArray()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_cut_at_any_byte_is_refused_or_read_as_far_as_it_goes(byte version)
    {
        DbnWriter writer = new(version, mappings: ("AAPL", 20200101, 20300101, "7"));
        int metadata = writer.Length;
        byte[] file = writer.Trade(7, 1, 1).Definition(8, "MSFT").Quote(7, (1, 1), (2, 1)).ToArray();
        for (int i = 0; i < file.Length; i++)
        {
            if (i < metadata)
            {
                Assert.NotEmpty(Refusal(file[..i]));
                continue;
            }

            using DbnDecoder decoder = Open(file[..i]);
            int ticks = PublishedTicks.ReadAll(decoder).Count();
            Assert.InRange(ticks, 0, 2);
            bool isWhole = decoder.Ending == RecordingEnd.Whole;
            Assert.True(isWhole ? decoder.EndDetail is null : decoder.Ending == RecordingEnd.CutShort && decoder.EndDetail!.Contains("inside a record"));
            Assert.Equal(i == metadata || i == metadata + 48 || i == file.Length - 80, isWhole);
        }
    }

    [Fact]
    public void A_record_shorter_than_its_header_ends_the_file_as_damaged()
    {
        foreach (byte length in new byte[] { 0, 1, 3 })
        {
            using DbnDecoder decoder = Open([.. new DbnWriter(3, mappings: ("AAPL", 20200101, 20300101, "7")).Trade(7, 1, 1).ToArray(), length, .. new byte[100]]);

            Assert.Single(PublishedTicks.ReadAll(decoder));
            Assert.Equal(RecordingEnd.Damaged, decoder.Ending);
            Assert.Contains($"claims {length * 4} bytes", decoder.EndDetail);
        }
    }

    private static string Refusal(byte[] file) => Assert.Throws<FeedFormatException>(() => Open(file)).Message;

    private static DbnDecoder Open(byte[] file)
    {
        var stream = new MemoryStream(file);
        return DbnDecoder.Open(new FeedInput(stream, stream), new FeedOpening());
    }
}
