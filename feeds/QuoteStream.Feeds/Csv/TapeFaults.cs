using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Csv;

/// <summary>The rows that could not be read: how many for which reason, and where the first was.</summary>
internal sealed class TapeFaults
{
    private readonly long[] _counts = new long[Enum.GetValues<TapeRowFault>().Length];
    private string? _first;

    public long Count => _counts.Sum();

    public void Add(TapeRowFault fault, string file, long line)
    {
        _counts[(int)fault]++;
        _first ??= $"{file}, line {line}: {Describe(fault)}";
    }

    public void Describe(FeedFigures figures)
    {
        figures.AddUnlessZero("malformed rows", Count);
        foreach (TapeRowFault fault in Enum.GetValues<TapeRowFault>())
        {
            figures.AddUnlessZero($"  {Describe(fault)}", _counts[(int)fault]);
        }

        if (_first is not null)
        {
            figures.Add("  the first", _first);
        }
    }

    public static string Describe(TapeRowFault fault) => fault switch
    {
        TapeRowFault.None => "none",
        TapeRowFault.FieldCount => "number of fields",
        TapeRowFault.Time => "time",
        TapeRowFault.Price => "price",
        TapeRowFault.Size => "size",
        TapeRowFault.Exchange => "exchange letter",
        TapeRowFault.Conditions => "conditions",
        _ => "suspicious flag",
    };
}
