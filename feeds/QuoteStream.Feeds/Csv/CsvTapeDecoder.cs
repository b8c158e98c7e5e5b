using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Csv;

/// <summary>The consolidated tape out of any number of files, merged by time. One thread at a time.</summary>
/// <remarks>
/// Memory is bounded by the files' buffers: of each only its next row is known. At equal times quotes go before trades, then files in the
/// order in which they were given. A day is a session. Trades that the vendor doubts are left out, as it leaves them out of its bars;
/// quotes that it doubts are not: an exchange's quote stands until it is replaced, and leaving one out would let the one before stand.
/// </remarks>
public sealed class CsvTapeDecoder : FeedDecoder
{
    private readonly List<TapeFile> _files = [];
    private readonly PriorityQueue<TapeFile, (ulong PlaceNanos, TapeKind Kind, int File)> _next = new();
    private readonly TapeFaults _faults = new();
    private TapeFile? _current;
    private int _currentIndex;
    private DateOnly _date;
    private long _trades;
    private long _quotes;
    private long _doubtedTrades;
    private long _doubtedQuotes;
    private long _indications;
    private long _withoutVenue;

    private CsvTapeDecoder(string venue)
    {
        Terms = new VenueTerms(venue, PriceExponent: -4, SizeExponent: 0, Symbology.Unspecified, SaleConditionScheme.Cta);
    }

    public override VenueTerms Terms { get; }

    public override string SessionName => $"tape-{_date:yyyyMMdd}";

    public override string Format => $"consolidated tape in CSV, {_files.Count} {(_files.Count == 1 ? "file" : "files")}";

    public override double ReadShare => _files.Average(f => f.ReadShare);

    public override RecordingEnd Ending =>
        _next.Count > 0 || _current is not null ? RecordingEnd.NotReached : EndDetail is null ? RecordingEnd.Whole : RecordingEnd.CutShort;

    public override string? EndDetail => _files.Select(f => f.Fault).FirstOrDefault(fault => fault is not null);

    /// <summary>Rows of trades and quotes that could be read.</summary>
    public long Rows => _trades + _quotes;

    /// <exception cref="FeedFormatException">A file is none of the tape, or nobody tells its day and symbol.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CsvTapeDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(opening);

        // Of trades and quotes whose letter is no exchange's: ISO 10383 has a code for "no market".
        var decoder = new CsvTapeDecoder(opening.Venue ?? "XXXX");
        try
        {
            var symbols = new Dictionary<string, TapeSymbol>();
            foreach (FeedFile file in files)
            {
                decoder._files.Add(TapeFile.Open(file, opening, symbols, decoder._faults));
                decoder.ReadNextOf(decoder._files.Count - 1);
            }

            return decoder;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool TryRead()
    {
        if (_current is not null)
        {
            ReadNextOf(_currentIndex);
        }

        if (!_next.TryDequeue(out _current, out (ulong PlaceNanos, TapeKind Kind, int File) place))
        {
            return false;
        }

        StartsSession = _current.Date != _date && Rows > 0;
        _date = _current.Date;
        _currentIndex = place.File;
        TimeNanos = place.PlaceNanos;
        _trades += _current.Kind == TapeKind.Trades ? 1 : 0;
        _quotes += _current.Kind == TapeKind.Quotes ? 1 : 0;
        return true;
    }

    public override void Publish(TickSink ticks)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        if (_current is null)
        {
            return;
        }

        TapeRow row = _current.Row;
        ReadOnlySpan<byte> venue = TapeVenues.Of(row.Exchange);
        _withoutVenue += venue.IsEmpty ? 1 : 0;
        ulong time = _current.MidnightNanos + (ulong)row.NanosOfDay;
        if (_current.Kind == TapeKind.Trades)
        {
            PublishTrade(ticks, row, time, venue);
        }
        else
        {
            PublishQuote(ticks, row, time, venue);
        }
    }

    public override void Describe(FeedFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        figures.Add("trades", _trades)
            .AddUnlessZero("  left out, doubted", _doubtedTrades)
            .Add("quotes", _quotes)
            .AddUnlessZero("  doubted", _doubtedQuotes)
            .AddUnlessZero("  left out, indications", _indications)
            .AddUnlessZero("of no known exchange", _withoutVenue);
        _faults.Describe(figures);
    }

    protected override void Dispose(bool disposing)
    {
        _files.ForEach(f => f.Dispose());
        base.Dispose(disposing);
    }

    private void ReadNextOf(int index)
    {
        TapeFile file = _files[index];
        if (file.TryRead())
        {
            _next.Enqueue(file, (file.PlaceNanos, file.Kind, index));
        }
    }

    private void PublishTrade(TickSink ticks, in TapeRow row, ulong time, ReadOnlySpan<byte> venue)
    {
        if (row.IsSuspicious)
        {
            _doubtedTrades++;
            return;
        }

        Span<byte> codes = stackalloc byte[TapeConditions.MaxCodes];
        codes = codes[..TapeConditions.Print(row.Conditions, codes)];
        ticks.Trade(_current!.Symbol.Name, time, row.Price, row.Size, id: default, codes, venue);
    }

    private void PublishQuote(TickSink ticks, in TapeRow row, ulong time, ReadOnlySpan<byte> venue)
    {
        if (TapeQuoteConditions.IsIndication(row.Conditions))
        {
            _indications++;
            return;
        }

        _doubtedQuotes += row.IsSuspicious ? 1 : 0;
        TapeQuote quote = _current!.Symbol.Quote(_current.Date, row);
        ticks.Quote(_current.Symbol.Name, time, quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize, venue);
    }
}
