using System.Globalization;
using System.IO.Compression;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>A day of one share on the consolidated tape, and the bars that the tape's vendor made of it.</summary>
internal sealed class RecordedTape
{
    // By the letter that the tape prints. Codes that have expired since are of the time of the recording.
    private static readonly Dictionary<string, string> Venues = new()
    {
        ["A"] = "XASE", ["B"] = "XBOS", ["C"] = "XCIS", ["D"] = "FINR", ["I"] = "XISX", ["J"] = "EDGA", ["K"] = "EDGX", ["M"] = "XCHI",
        ["N"] = "XNYS", ["P"] = "ARCX", ["Q"] = "XNAS", ["T"] = "XNAS", ["W"] = "XCBO", ["X"] = "XPHL", ["Y"] = "BATY", ["Z"] = "BATS",
    };

    private readonly DateTime _midnight;

    /// <param name="date">As the files are named: 20131007.</param>
    public RecordedTape(string date)
    {
        Date = date;
        var local = DateTime.ParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture);
        _midnight = TimeZoneInfo.ConvertTimeToUtc(local, TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        Trades = [.. Rows("tick_trade.zip").Select(row => new TapeTrade(
            decimal.Parse(row[0], CultureInfo.InvariantCulture), Number(row[1]), Number(row[2]), Venues[row[3]],
            (TapeConditions)uint.Parse(row[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        Seconds = Bars("second_trade.expected.zip");
        Minutes = Bars("minute_trade.expected.zip");
    }

    public string Date { get; }

    public IReadOnlyList<TapeTrade> Trades { get; }

    /// <summary>By their start in nanoseconds since the Unix epoch.</summary>
    public SortedDictionary<long, TapeBar> Seconds { get; }

    /// <inheritdoc cref="Seconds"/>
    public SortedDictionary<long, TapeBar> Minutes { get; }

    /// <param name="millis">Since midnight in New York; neither day has a change of clocks.</param>
    public long Nanos(decimal millis) => ((_midnight - DateTime.UnixEpoch).Ticks * 100) + (long)(millis * 1_000_000);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private SortedDictionary<long, TapeBar> Bars(string file) => new(Rows(file).ToDictionary(
        row => Nanos(Number(row[0])),
        row => new TapeBar(Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4]), Number(row[5]))));

    private IEnumerable<string[]> Rows(string file)
    {
        using var zip = ZipFile.OpenRead(MarketDataFolder.File("equities-csv", $"{Date}_{file}"));
        using var reader = new StreamReader(zip.Entries.Single().Open());
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }
}
