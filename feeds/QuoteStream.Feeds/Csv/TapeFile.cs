using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Csv;

/// <summary>One file of the tape, row by row. One thread at a time.</summary>
internal sealed class TapeFile : IDisposable
{
    // A header, a comment and a torn first line may come before the first row that tells what the file is.
    private const int LinesLookedAt = 20;

    private readonly FeedInput _input;
    private readonly TapeFaults _faults;
    private long _line;

    private TapeFile(FeedFile file, TapeKind kind, DateOnly date, TapeSymbol symbol, TapeFaults faults)
    {
        Name = file.Name;
        Kind = kind;
        Date = date;
        MidnightNanos = TapeFileName.MidnightNanos(date);
        Symbol = symbol;
        _faults = faults;
        _input = file.OpenInput();
    }

    public string Name { get; }

    public TapeKind Kind { get; }

    public DateOnly Date { get; }

    public TapeSymbol Symbol { get; }

    public ulong MidnightNanos { get; }

    /// <summary>The row at hand.</summary>
    public TapeRow Row { get; private set; }

    /// <summary>Where the row at hand belongs among those of other files: its time, or that of an earlier row that is later.</summary>
    public ulong PlaceNanos { get; private set; }

    public double ReadShare => _input.ReadShare;

    /// <summary>A sentence about an end that came inside the compressed data; null when there was none.</summary>
    public string? Fault =>
        _input.Fault is { } fault ? $"{Name}, after line {_line}: the compressed data is cut or broken ({fault})" : null;

    /// <param name="symbols">Of all files: those of one symbol share its quotes.</param>
    /// <exception cref="FeedFormatException">It is no file of the tape, or nobody tells its day and symbol.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TapeFile Open(FeedFile file, FeedOpening opening, Dictionary<string, TapeSymbol> symbols, TapeFaults faults)
    {
        if (KindOf(file) is not { } kind)
        {
            throw new FeedFormatException($"{file.Name}: none of its first lines is a trade of six fields or a quote of eight.");
        }

        (DateOnly date, string name) = TapeFileName.Read(file.Name, opening);
        if (!symbols.TryGetValue(name, out TapeSymbol? symbol))
        {
            symbols.Add(name, symbol = new TapeSymbol(name));
        }

        return new TapeFile(file, kind, date, symbol, faults);
    }

    /// <summary>What the first row is that can be read; null: none among the first lines.</summary>
    public static TapeKind? KindOf(FeedFile file)
    {
        ReadOnlySpan<byte> rest = file.Head.Span;
        for (int i = 0; i < LinesLookedAt && !rest.IsEmpty; i++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = Trim(end < 0 ? rest : rest[..end]);
            foreach (TapeKind kind in Enum.GetValues<TapeKind>())
            {
                if (TapeRow.TryParse(line, kind, out _) == TapeRowFault.None)
                {
                    return kind;
                }
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return null;
    }

    /// <summary>Goes to the next row that can be read; the others are counted. False at the end.</summary>
    /// <remarks>Hot path: once per row; nothing is allocated but for the first row that cannot be read.</remarks>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryRead()
    {
        while (_input.TryTakeLine(out ReadOnlySpan<byte> line))
        {
            _line++;
            TapeRowFault fault = TapeRow.TryParse(Trim(line), Kind, out TapeRow row);
            if (fault == TapeRowFault.None)
            {
                Row = row;
                PlaceNanos = Math.Max(PlaceNanos, MidnightNanos + (ulong)row.NanosOfDay);
                return true;
            }

            // The last line of data that was cut is no malformed row, nor is an empty one.
            if (!line.IsEmpty && _input.Fault is null)
            {
                _faults.Add(fault, Name, _line);
            }
        }

        return false;
    }

    public void Dispose() => _input.Dispose();

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => (line.StartsWith("\uFEFF"u8) ? line["\uFEFF"u8.Length..] : line).Trim(" \r"u8);
}
