using System.IO.Compression;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Tests.Captures;
using QuoteStream.Feeds.Tests.Iex;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Adapters;

public sealed class FeedFormatsTests
{
    [Fact]
    public void Names_are_plain_and_each_is_there_once()
    {
        string[] names = [.. FeedFormats.All.Select(f => f.Name)];

        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.Matches("^[a-z0-9-]{1,32}$", name));
        Assert.All(names, name => Assert.Same(FeedFormats.All.Single(f => f.Name == name), FeedFormats.Named(name)));
        Assert.Null(FeedFormats.Named("no-such-format"));
    }

    [Fact]
    public void A_file_is_known_by_its_content_whatever_it_is_compressed_with()
    {
        using var folder = new TemporaryFolder();
        byte[] capture = TopsWriter.Capture(TopsWriter.Segment(1, [TopsWriter.SystemEvent('O')]));
        foreach (byte[] file in new[] { capture, CaptureWriter.Gzip(capture), Zip(capture) })
        {
            FeedFile opened = FeedFile.Open(Write(folder, file));

            Assert.Equal(capture, opened.Head.ToArray());
            Assert.Equal("iex-tops", FeedFormats.Recognize(opened).Name);
        }
    }

    [Theory]
    [InlineData("", "0 bytes")]
    [InlineData("?", "begins with 3f (\"?\")")]
    [InlineData("what is this?\u0001", "begins with 7768617420697320 (\"what is \")")]
    public void What_nobody_knows_is_told_with_all_that_is_understood(string content, string expected)
    {
        using var folder = new TemporaryFolder();

        string message = Refusal(Write(folder, System.Text.Encoding.Latin1.GetBytes(content)));

        Assert.Contains(expected, message);
        Assert.All(FeedFormats.All, format => Assert.Contains(format.Description, message));
    }

    [Fact]
    public void A_capture_of_something_else_is_told_apart_from_one_of_nothing()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("no UDP datagrams", Refusal(Write(folder, CaptureWriter.Pcap(false, false, 0))));
        Assert.Contains("datagrams begin with 0001020304050607", Refusal(Write(folder, TopsWriter.Capture([0, 1, 2, 3, 4, 5, 6, 7, 8]))));
    }

    [Fact]
    public void A_broken_compression_is_told()
    {
        using var folder = new TemporaryFolder();
        byte[] gzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];

        Assert.Contains("compressed data cannot be read", Refusal(Write(folder, gzip)));
        Assert.Contains("zip cannot be read", Refusal(Write(folder, [.. "PK\u0003\u0004"u8, .. new byte[50]])));
        Assert.Contains("more than one file", Refusal(Write(folder, Zip([1], [2]))));
    }

    [Fact]
    public void A_device_that_never_ends_is_no_recording()
    {
        Assert.Contains("regular file", Assert.Throws<FeedFormatException>(() => FeedFile.Open("/dev/zero")).Message);
    }

    private static string Refusal(string path) => Assert.Throws<FeedFormatException>(() => FeedFormats.Recognize(FeedFile.Open(path))).Message;

    private static string Write(TemporaryFolder folder, byte[] content)
    {
        string path = Path.Combine(folder.Path, Path.GetRandomFileName());
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Zip(params byte[][] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((int i, byte[] file) in files.Index())
            {
                using Stream entry = zip.CreateEntry($"file{i}").Open();
                entry.Write(file);
            }
        }

        return stream.ToArray();
    }
}
