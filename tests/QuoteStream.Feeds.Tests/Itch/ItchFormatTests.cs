using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Tests.Captures;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Itch;

public sealed class ItchFormatTests
{
    private static readonly byte[] Messages = ItchBytes.File(ItchBytes.SystemEvent('O'), ItchBytes.Add(1, "AAPL", 1, 'B', 300, 100));

    [Theory]
    [InlineData("01302020.NASDAQ_ITCH50.gz", 2020, 1, 30)]
    [InlineData("20230822.itch", 2023, 8, 22)]
    [InlineData("bx-2019-12-31.bin", 2019, 12, 31)]
    [InlineData("12102012-and-more", 2012, 12, 10)]
    [InlineData("itch50_99999999_20200229", 2020, 2, 29)]
    public void A_name_tells_its_day(string name, int year, int month, int day) => Assert.Equal(new DateOnly(year, month, day), ItchDay.FromName(name));

    [Theory]
    [InlineData("day.itch50")]
    [InlineData("20210229")]
    [InlineData("13312020")]
    [InlineData("18991231")]
    [InlineData("202001301")]
    public void A_name_that_tells_no_day_is_not_guessed_at(string name) => Assert.Null(ItchDay.FromName(name));

    [Theory]
    [InlineData(2020, 1, 30, 5)]
    [InlineData(2023, 8, 22, 4)]
    [InlineData(2020, 3, 9, 4)]
    public void A_day_begins_with_midnight_in_New_York(int year, int month, int day, int hoursBehind)
    {
        var midnight = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.FromHours(-hoursBehind));

        ulong nanos = ItchDay.MidnightNanos(new DateOnly(year, month, day));

        Assert.Equal((ulong)midnight.ToUnixTimeSeconds() * 1_000_000_000, nanos);
        Assert.Equal(new DateOnly(year, month, day), ItchDay.At(nanos));
        Assert.Equal(new DateOnly(year, month, day).AddDays(-1), ItchDay.At(nanos - 1));
    }

    [Fact]
    public void A_file_is_known_and_its_day_is_the_user_s_or_its_name_s()
    {
        using var folder = new TemporaryFolder();
        FeedFile file = Write(folder, "x20200130.bin.gz", CaptureWriter.Gzip(Messages));

        Assert.Equal("itch", FeedFormats.Recognize(file).Name);
        Assert.Equal(ItchBytes.Time, FirstTime(file, new FeedOpening()));
        Assert.Equal(ItchBytes.Time + 86_400_000_000_000, FirstTime(file, new FeedOpening { Date = new DateOnly(2020, 1, 31) }));
    }

    [Fact]
    public void A_file_of_no_day_is_refused_and_a_capture_has_its_recorder_s()
    {
        using var folder = new TemporaryFolder();
        FeedFile file = Write(folder, "day.bin", Messages);
        FeedFile capture = Write(folder, "day.pcap", ItchBytes.Capture(ItchBytes.Packet(1, ItchBytes.Add(1, "AAPL", 1, 'B', 300, 100))));
        FeedFile timeless = Write(folder, "day2.pcap", CaptureWriter.Pcap(false, false, 0, PacketWriter.Udp(ItchBytes.Packet(1, ItchBytes.SystemEvent('O')))));

        Assert.Contains("--date", Refusal(file));
        Assert.Contains("--date", Refusal(timeless));
        Assert.Equal(ItchBytes.Time, FirstTime(capture, new FeedOpening()));
        Assert.Equal("itch", FeedFormats.Recognize(capture).Name);
    }

    [Fact]
    public void The_venue_is_Nasdaq_unless_told()
    {
        using var folder = new TemporaryFolder();
        FeedFile file = Write(folder, "20200130", Messages);
        using FeedDecoder nasdaq = new ItchFormat().Open([file], new FeedOpening());
        using FeedDecoder boston = new ItchFormat().Open([file], new FeedOpening { Venue = "XBOS" });

        Assert.Equal(("XNAS", -4, Symbology.NasdaqIntegrated), (nasdaq.Terms.Venue, nasdaq.Terms.PriceExponent, nasdaq.Terms.Symbology));
        Assert.Equal(("XBOS", "itch-xbos-20200130"), (boston.Terms.Venue, boston.SessionName));
    }

    [Fact]
    public void Only_captures_are_lines_of_one_feed()
    {
        using var folder = new TemporaryFolder();
        FeedFile file = Write(folder, "20200130", Messages);

        Assert.Contains("played alone", Assert.Throws<FeedFormatException>(() => new ItchFormat().Open([file, file], new FeedOpening())).Message);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 12, (byte)'S' })]
    [InlineData(new byte[] { 0, 2, (byte)'S', 0 })]
    [InlineData(new byte[] { 0, 1, (byte)'?' })]
    public void What_does_not_begin_with_a_message_is_no_such_file(byte[] content)
    {
        using var folder = new TemporaryFolder();

        Assert.False(new ItchFormat().Recognizes(Write(folder, "file", content)));
    }

    private static ulong FirstTime(FeedFile file, FeedOpening opening)
    {
        using FeedDecoder feed = new ItchFormat().Open([file], opening);
        return PublishedTicks.ReadAll(feed).First().Tick.Time;
    }

    private static string Refusal(FeedFile file) => Assert.Throws<FeedFormatException>(() => new ItchFormat().Open([file], new FeedOpening())).Message;

    private static FeedFile Write(TemporaryFolder folder, string name, byte[] content)
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, content);
        return FeedFile.Open(path);
    }
}
