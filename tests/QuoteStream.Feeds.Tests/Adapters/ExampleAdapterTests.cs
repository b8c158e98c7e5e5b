using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Tests.Adapters.Example;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Adapters;

/// <summary>The adapter that feeds/README.md shows is the one that is compiled here, and it works.</summary>
public sealed class ExampleAdapterTests
{
    private const string Recording =
        """
        #tape 1 XNYS 20260105
        7 1767623400000000000 Q IBM 1872000 300 1872400 500
        8 1767623400000000100 T IBM 1872200 100 4711
        a line that is no message
        9 1767623400000000200 ? IBM
        12 1767623400000000300 Q IBM 1872000 300 0 0
        """;

    [Fact]
    public void It_reads_its_lines()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "recording");
        File.WriteAllText(path, Recording);
        FeedFile file = FeedFile.Open(path);
        var format = new TapeFormat();
        using FeedDecoder decoder = format.Open([file], new FeedOpening());

        (ulong Number, Tick Tick)[] ticks = [.. PublishedTicks.ReadAll(decoder)];

        Assert.True(format.Recognizes(file));
        Assert.Equal([7ul, 8, 9, 12], ticks.Select(t => t.Number));
        Assert.Equal(new Quote { BidPrice = 1_872_000, BidSize = 300, AskPrice = 1_872_400, AskSize = 500 }, ticks[0].Tick.Quote);
        Assert.Equal(new Trade { Price = 1_872_200, Size = 100, Id = "4711", Conditions = "@" }, ticks[1].Tick.Trade);
        Assert.Equal(new Reference(), ticks[2].Tick.Reference);
        Assert.Equal(("XNYS", "tape-20260105", RecordingEnd.Whole), (decoder.Terms.Venue, decoder.SessionName, decoder.Ending));
        var figures = new FeedFigures();
        decoder.Describe(figures);
        Assert.Equal([("messages", "5"), ("  not read", "1")], figures.Lines);
    }

    [Fact]
    public void It_is_printed_as_it_is_compiled()
    {
        string folder = RepositoryRoot();
        string example = File.ReadAllText(Path.Combine(folder, "tests", "QuoteStream.Feeds.Tests", "Adapters", "Example", "TapeFormat.cs"));

        Assert.Contains($"```csharp\n{example}```", File.ReadAllText(Path.Combine(folder, "feeds", "README.md")));
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "QuoteStream.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No folder above the tests holds QuoteStream.sln.");
        }

        return folder;
    }
}
