using BenchmarkDotNet.Attributes;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Benchmarks.Feeds;

/// <summary>What a message of a recording costs its adapter, from the file's bytes to the encoded tick.</summary>
[MemoryDiagnoser]
public class AdapterBenchmarks
{
    private const int Messages = 1_200_000;

    private readonly TickBatch _batch = new();
    private FeedFile[] _files = [];
    private IFeedFormat _format = null!;
    private DirectoryInfo _folder = null!;

    [Params("iex-tops", "iex-deep", "csv-tape", "dbn")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory();
        _format = FeedFormats.Named(Format)!;
        _files = Format switch
        {
            "iex-tops" => [Write("tops.pcap", GeneratedCapture.Tops(Messages))],
            "iex-deep" => [Write("deep.pcap", GeneratedCapture.Deep(Messages))],
            "csv-tape" =>
            [
                Write("20250102_ibm_Trade_Tick.csv", GeneratedFiles.TapeTrades(Messages / 6)),
                Write("20250102_ibm_Quote_Tick.csv", GeneratedFiles.TapeQuotes(Messages / 6 * 5)),
            ],
            _ => [Write("day.dbn", GeneratedFiles.Dbn(Messages))],
        };
        Read();
    }

    [GlobalCleanup]
    public void Remove() => _folder.Delete(recursive: true);

    /// <summary>Opening the file and its buffers included, spread over its messages.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long Read()
    {
        using var ticks = new DecodedTicks(_format.Open(_files, new FeedOpening()));
        var bytes = 0L;
        TickReadingEnd end;
        do
        {
            _batch.Clear();
            end = ticks.Read(_batch, FeedRun.MaxTicksPerMessage, ulong.MaxValue).End;
            bytes += _batch.Count == 0 ? 0 : _batch.ByteCount;
        }
        while (end == TickReadingEnd.BatchFull);

        return ticks.Messages == Messages ? bytes : throw new InvalidOperationException($"{ticks.Messages} messages were read, not {Messages}.");
    }

    private FeedFile Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return FeedFile.Open(path);
    }
}
