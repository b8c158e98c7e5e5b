using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Csv;

/// <summary>The consolidated tape of one share and day in a file of trades and one of quotes, as AlgoSeek sells it and Lean reads it.</summary>
public sealed class CsvTapeFormat : IFeedFormat
{
    /// <summary>
    /// Each open file has a buffer of 256 KB, so that 256 MB is the most they take: 500 shares with trades and quotes.
    /// </summary>
    public const int MaxFiles = 1_000;

    public string Name => "csv-tape";

    public string Description => "consolidated US tape in CSV, tick trades and tick quotes (AlgoSeek, Lean); any number of files";

    public bool MergesFiles => true;

    public bool Recognizes(FeedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return TapeFile.KindOf(file) is not null;
    }

    public FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(opening);
        if (files.Count > MaxFiles)
        {
            throw new FeedFormatException($"{files.Count} files are too many to be merged at once: {MaxFiles} at most.");
        }

        return CsvTapeDecoder.Open(files, opening);
    }
}
