using System.IO.Compression;
using System.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Feeds.Tests.Dbn;
using QuoteStream.Feeds.Tests.Iex;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Adapters;

/// <summary>Whatever a file holds, reading it ends: in ticks, or in an error that is a sentence.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int Mutants = 150;

    // Of a recorded file: enough for some hundred messages, few enough for hundreds of readings.
    private const int RecordedBytes = 64 * 1024;

    // A reader's buffers, a capture's largest packet and the ticks of the whole file, several times over.
    private const long MaxAllocatedBytes = 64 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly TickBatch _batch = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("iex-tops")]
    [InlineData("iex-deep")]
    [InlineData("csv-tape")]
    [InlineData("dbn")]
    public void A_written_file_changed_or_cut_at_random(string format) => ReadMutants(format, Written(format), seed: 20260714);

    [TheoryNeeds(Need.MarketData)]
    [InlineData("iex-tops", "iex", "iex_sample_TOPS1.6_20170710.pcapng.gz")]
    [InlineData("iex-deep", "iex", "iex_sample_DEEP1.0_20170425.pcap.gz")]
    [InlineData("csv-tape", "equities-csv", "20131007_tick_trade.zip")]
    [InlineData("csv-tape", "equities-csv", "20131007_tick_quote.zip")]
    public void A_recorded_file_changed_or_cut_at_random(string format, string folder, string name)
    {
        using FeedInput input = FeedFile.Open(MarketDataFolder.File(folder, name)).OpenInput();
        byte[] content = new byte[RecordedBytes];
        ReadMutants(format, content[..input.Read(content)], seed: 20260715);
    }

    [Theory]
    [InlineData("iex-tops")]
    [InlineData("iex-deep")]
    [InlineData("csv-tape")]
    [InlineData("dbn")]
    public void Random_bytes_behind_the_right_beginning(string format)
    {
        var random = new Random(20260716);
        byte[] written = Written(format);
        for (int i = 0; i < Mutants; i++)
        {
            byte[] noise = new byte[random.Next(4_000)];
            random.NextBytes(noise);
            Read(format, [.. written.AsSpan(0, random.Next(Math.Min(written.Length, 300))), .. noise], $"noise {i}");
        }
    }

    [Theory]
    [InlineData("iex-tops")]
    [InlineData("iex-deep")]
    [InlineData("csv-tape")]
    [InlineData("dbn")]
    public void Broken_compression(string format)
    {
        var random = new Random(20260717);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Written(format));
        }

        for (int i = 0; i < Mutants; i++)
        {
            Read(format, Mutate(compressed.ToArray(), random), $"gzip {i}");
        }
    }

    private static byte[] Written(string format) => format switch
    {
        "iex-tops" => TopsWriter.Capture([.. Enumerable.Range(0, 40).Select(i => TopsWriter.Segment(
            (ulong)(1 + (4 * i)),
            [
                TopsWriter.Quote("AAPL", 1, 2, 3, 4),
                TopsWriter.Trade("AAPL", 100, 5, i),
                TopsWriter.Status("MSFT", 'H', "T1"),
                TopsWriter.Directory("IBM", 100, 5),
            ]))]),
        "iex-deep" => TopsWriter.Capture([.. Enumerable.Range(0, 40).Select(i => DeepWriter.Segment(
            (ulong)(1 + (3 * i)),
            [DeepWriter.Buy("AAPL", 5, 100 + i), DeepWriter.Sell("AAPL", 5, 200 - i), DeepWriter.Buy("AAPL", 0, 100 + (i / 2), isComplete: false)]))]),
        "csv-tape" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"{14_400_000 + i}.25,18152{i % 100:00},283,P,20002020,0\n"))),
        _ => Enumerable.Range(0, 40).Aggregate(
            new DbnWriter(2, mappings: [("AAPL", 20200101, 20300101, "7"), ("MSFT", 20200101, 20300101, "8")]),
            (file, i) => file.Trade(7, i + 1, 5).Quote(8, (i, 1), (i + 1, 1), 'T', i + 1, 1).Definition(9, "IBM").Status(7, 8).SymbolMapping(10, "GE")).ToArray(),
    };

    private static byte[] Mutate(byte[] content, Random random)
    {
        List<byte> bytes = [.. content];
        for (int changes = random.Next(1, 12); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int length = random.Next(1, Math.Min(64, bytes.Count - at) + 1);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : 0);
                    break;
                case 3:
                    bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF;
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }

    private void ReadMutants(string format, byte[] content, int seed)
    {
        var random = new Random(seed);
        Assert.True(Read(format, content, "as it is") > 50);
        for (int i = 0; i < Mutants; i++)
        {
            Read(format, Mutate(content, random), $"seed {seed}, mutant {i}");
        }
    }

    /// <returns>How many ticks there were.</returns>
    private int Read(string format, byte[] content, string what)
    {
        string path = Path.Combine(_folder.Path, "20131007_ibm_Trade_Tick.csv");
        File.WriteAllBytes(path, content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int ticks = 0;
        try
        {
            ticks = Read(FeedFormats.Named(format)!, FeedFile.Open(path));
        }
        catch (FeedFormatException refusal)
        {
            Assert.EndsWith(".", refusal.Message);
        }
        catch (Exception crash) when (crash is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{format}, {what}", crash);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);

        // No tick is made of less than a row's least bytes, one of two that a record means excepted.
        Assert.InRange(ticks, 0, Math.Max(content.Length * 8, 1_000_000));
        return ticks;
    }

    private int Read(IFeedFormat format, FeedFile file)
    {
        format.Recognizes(file);
        format.Refusal(file);
        using FeedDecoder decoder = format.Open([file], new FeedOpening { SkipTestSymbols = true });
        var source = new DecodedTicks(decoder);
        int ticks = 0;
        TickReadingEnd end;
        do
        {
            _batch.Clear();
            end = source.Read(_batch, 500, ulong.MaxValue).End;
            ticks += _batch.Count;
            Assert.InRange(source.SessionName.Length, 1, 48);
        }
        while (end != TickReadingEnd.EndOfTicks);

        decoder.Describe(new FeedFigures());
        Assert.NotEqual(RecordingEnd.NotReached, decoder.Ending);
        Assert.True(decoder.Ending == RecordingEnd.Whole || decoder.EndDetail is { Length: > 0 });
        return ticks;
    }
}
