using System.Buffers.Binary;
using System.Globalization;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Dbn;

/// <summary>What a file says of itself before its records, and what its numbers of instruments mean on which days.</summary>
internal sealed class DbnMetadata
{
    /// <summary>Half a million symbols of version 2, each with its mapping. A file that claims more is damaged or hostile.</summary>
    public const int MaxBytes = 128 * 1024 * 1024;

    private const int HeadBytes = 8;
    private const int FixedBytes = 100;
    private const byte FirstVersion = 1;
    private const byte LastVersion = 3;

    // Symbology types: what a file was asked for by, and what its records carry.
    private const byte InstrumentIds = 0;
    private const byte NasdaqSymbols = 5;
    private const byte CmsSymbols = 6;

    private DbnMetadata(byte version, ReadOnlySpan<byte> fixedPart)
    {
        Version = version;
        Dataset = DbnText.Read(fixedPart[..16]);
        Schema = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[16..]);
        StartNanos = BinaryPrimitives.ReadUInt64LittleEndian(fixedPart[18..]);

        // Version 1 counts its records before the symbology types, the others tell the symbols' length behind them.
        int types = version == 1 ? 50 : 42;
        SymbolsAreNasdaq = fixedPart[types] == NasdaqSymbols;
        SymbolsAreCms = fixedPart[types] == CmsSymbols;
        KeysAreIds = fixedPart[types] == InstrumentIds;
        SymbolBytes = version == 1 ? 22 : BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[45..]);
    }

    public static ReadOnlySpan<byte> Magic => "DBN"u8;

    /// <summary>1 to 3.</summary>
    public byte Version { get; }

    /// <summary>For example XNAS.ITCH.</summary>
    public string Dataset { get; }

    /// <summary>The one kind of its records; 0xFFFF: several.</summary>
    public ushort Schema { get; }

    /// <summary>The first time that was asked for: nanoseconds since the Unix epoch.</summary>
    public ulong StartNanos { get; }

    /// <summary>The symbols that were asked for have Nasdaq's suffixes, whatever the dataset's own have.</summary>
    public bool SymbolsAreNasdaq { get; }

    /// <summary>As <see cref="SymbolsAreNasdaq"/>, with those of the CMS.</summary>
    public bool SymbolsAreCms { get; }

    /// <summary>Of a text in this version, with the zero at its end.</summary>
    public int SymbolBytes { get; }

    public DbnSymbols Symbols { get; } = new();

    private bool KeysAreIds { get; }

    /// <param name="input">From the file's start; its records follow.</param>
    /// <exception cref="FeedFormatException">A version that is not read, or no metadata as they should be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DbnMetadata Read(FeedInput input)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (input.Read(head) < HeadBytes || !head.StartsWith(Magic))
        {
            throw new FeedFormatException(input.Fault is { } fault ? $"The compressed data cannot be read: {fault}" : "The file is too short for a DBN.");
        }

        byte version = head[3];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (version is < FirstVersion or > LastVersion)
        {
            throw new FeedFormatException($"The file is of DBN version {version}; versions {FirstVersion} to {LastVersion} are read.");
        }

        if (length is < FixedBytes or > MaxBytes)
        {
            throw new FeedFormatException($"The DBN metadata claim {length} bytes; {FixedBytes} to {MaxBytes} can be.");
        }

        byte[] bytes = ReadAll(input, (int)length);
        var metadata = new DbnMetadata(version, bytes.AsSpan(0, FixedBytes));
        metadata.ReadMappings(new DbnMetadataReader(bytes.AsSpan(FixedBytes), metadata.SymbolBytes));
        return metadata;
    }

    // In steps, so that memory follows what is there and not what is claimed.
    private static byte[] ReadAll(FeedInput input, int length)
    {
        using var content = new MemoryStream();
        while (content.Length < length)
        {
            ReadOnlySpan<byte> some = input.Take(Math.Min(length - (int)content.Length, FeedInput.MaxTakeBytes));
            if (some.IsEmpty)
            {
                throw new FeedFormatException("The file ends inside its DBN metadata.");
            }

            content.Write(some);
        }

        return content.ToArray();
    }

    private void ReadMappings(DbnMetadataReader reader)
    {
        reader.SkipBytes(reader.Count(leastBytes: 1));

        // What was asked for, what was found in part, what was not found.
        reader.SkipTexts();
        reader.SkipTexts();
        reader.SkipTexts();
        const int LeastIntervalBytes = 8;
        int mappings = reader.Count(SymbolBytes + sizeof(uint));
        for (int i = 0; i < mappings; i++)
        {
            ReadOnlySpan<byte> key = reader.Text();
            int intervals = reader.Count(LeastIntervalBytes + SymbolBytes);
            for (int j = 0; j < intervals; j++)
            {
                (uint start, uint end) = (reader.Number(), reader.Number());
                ReadOnlySpan<byte> value = reader.Text();
                Map(KeysAreIds ? key : value, KeysAreIds ? value : key, start, end);
            }
        }
    }

    private void Map(ReadOnlySpan<byte> id, ReadOnlySpan<byte> symbol, uint start, uint end)
    {
        // An interval without a value: the symbol meant nothing then.
        if (uint.TryParse(id, CultureInfo.InvariantCulture, out uint instrument) && !symbol.IsEmpty)
        {
            Symbols.Map(instrument, symbol, DayNanos(start), DayNanos(end));
        }
    }

    private static ulong DayNanos(uint yearMonthDay)
    {
        string text = yearMonthDay.ToString("D8", CultureInfo.InvariantCulture);
        if (!DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day) || day < DateTime.UnixEpoch)
        {
            throw new FeedFormatException($"The DBN metadata are damaged: {yearMonthDay} is no day.");
        }

        // Nanoseconds in 64 bits end in 2554.
        double nanos = (day - DateTime.UnixEpoch).TotalNanoseconds;
        return nanos < ulong.MaxValue ? (ulong)(day - DateTime.UnixEpoch).Ticks * 100 : ulong.MaxValue;
    }
}
