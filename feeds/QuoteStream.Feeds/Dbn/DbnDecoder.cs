using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Dbn;

/// <summary>The records of a DBN file. One thread at a time.</summary>
/// <remarks>
/// The file has no numbers of its own that would tell a loss: what a venue's feed lost is marked in its records. Sale conditions are not in
/// it either: every trade is a regular one.
/// </remarks>
public sealed class DbnDecoder : InputDecoder
{
    private const int HeaderBytes = 16;
    private const int BytesPerLengthUnit = 4;
    private const ulong NoTime = ulong.MaxValue;

    private static readonly string[] CmsDatasets = ["XNYS.", "XASE.", "ARCX.", "XCIS.", "XCHI."];

    private static readonly string[] NasdaqDatasets =
        ["XNAS.", "XBOS.", "XPSX.", "BATS.", "BATY.", "EDGA.", "EDGX.", "MEMX.", "EPRL.", "IEXG.", "DBEQ.", "EQUS."];

    private readonly DbnMetadata _metadata;
    private readonly DbnRecords _records;
    private int _recordBytes;

    private DbnDecoder(FeedInput input, DbnMetadata metadata, FeedOpening opening)
        : base(input)
    {
        _metadata = metadata;
        _records = new DbnRecords(metadata, Counts);
        Terms = new VenueTerms(
            opening.Venue ?? DbnVenues.OfDataset(metadata.Dataset),
            PriceExponent: -9,
            SizeExponent: 0,
            SymbologyOf(metadata),
            SaleConditionScheme.Unspecified);
        TimeNanos = Math.Max(metadata.StartNanos == NoTime ? 0 : metadata.StartNanos, 1);
    }

    public override VenueTerms Terms { get; }

    public override string SessionName
    {
        get
        {
            string dataset = string.Concat(_metadata.Dataset.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'));
            return $"dbn-{dataset}-{_metadata.StartNanos / 1_000_000_000}";
        }
    }

    public override string Format => $"DBN version {_metadata.Version}, {_metadata.Dataset}";

    public override string? EndDetail => base.EndDetail ?? (Ending == RecordingEnd.Whole && Counts.Records > 0 && Counts.Records == Counts.Unread
        ? $"It holds only records of which no tick is made ({string.Join(", ", Counts.Kinds.Select(k => k.Kind))})"
        : null);

    public DbnCounts Counts { get; } = new();

    /// <param name="input">From the file's start; disposed with the decoder, and when this throws.</param>
    /// <exception cref="FeedFormatException">A version that is not read, or no metadata as they should be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DbnDecoder Open(FeedInput input, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(opening);
        try
        {
            return new DbnDecoder(input, DbnMetadata.Read(input), opening);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool TryRead()
    {
        // A record stays in the input's buffer until the next is asked for.
        Input.Skip(_recordBytes);
        _recordBytes = 0;
        ReadOnlySpan<byte> ahead = Input.Peek(HeaderBytes);
        if (ahead.IsEmpty)
        {
            return false;
        }

        int length = ahead[0] * BytesPerLengthUnit;
        if (length < HeaderBytes)
        {
            return EndAs(RecordingEnd.Damaged, $"a record claims {length} bytes, less than its own header");
        }

        ahead = Input.Peek(length);
        if (ahead.Length < length)
        {
            return EndAs(RecordingEnd.CutShort, "the file ends inside a record");
        }

        _recordBytes = length;
        ulong sent = DbnRecords.SentNanos(ahead);
        TimeNanos = sent is 0 or NoTime ? TimeNanos : sent;
        return true;
    }

    public override void Publish(TickSink ticks)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        _records.Publish(Input.Peek(_recordBytes), TimeNanos, ticks);
    }

    public override void Describe(FeedFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Counts.Describe(figures);
    }

    // https://databento.com/docs/standards-and-conventions/symbology: the suffixes of a dataset's raw symbols.
    private static Symbology SymbologyOf(DbnMetadata metadata)
    {
        bool IsAnyOf(string[] datasets) => datasets.Any(d => metadata.Dataset.StartsWith(d, StringComparison.Ordinal));
        if (metadata.SymbolsAreNasdaq || (!metadata.SymbolsAreCms && IsAnyOf(NasdaqDatasets)))
        {
            return Symbology.NasdaqIntegrated;
        }

        return metadata.SymbolsAreCms || IsAnyOf(CmsDatasets) ? Symbology.Cms : Symbology.Unspecified;
    }
}
