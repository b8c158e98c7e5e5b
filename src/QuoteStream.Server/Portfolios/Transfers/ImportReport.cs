using System.Text.Json;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>What became of a file's rows.</summary>
/// <remarks>One thread.</remarks>
internal sealed class ImportReport
{
    /// <summary>Faults that are told one by one; of more, only how many: a whole column is wrong then.</summary>
    public const int MaxFaults = 1_000;

    private readonly List<RowFault> _faults = [];

    public int FaultCount { get; private set; }

    /// <summary>The faults as the member <c>errors</c> of a problem has them.</summary>
    public IEnumerable<object> Errors => _faults.Select(MembersOf);

    private int Booked { get; set; }

    private int Repeated { get; set; }

    private long Newest { get; set; }

    public void Add(RowFault fault)
    {
        FaultCount++;
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(fault);
        }
    }

    /// <param name="outcome">Of a row that is in the ledger, now or before.</param>
    public void Add(PostOutcome outcome)
    {
        Booked += outcome.Result == PostResult.Booked ? 1 : 0;
        Repeated += outcome.Result == PostResult.Repeated ? 1 : 0;
        Newest = Math.Max(Newest, outcome.Transaction!.Seq);
    }

    // Without the members that have no value, as everywhere.
    private static Dictionary<string, object> MembersOf(RowFault fault)
    {
        var members = new Dictionary<string, object> { ["line"] = fault.Line, ["column"] = fault.Column };
        if (fault.Field is { } field)
        {
            members["field"] = field;
        }

        if (fault.Type is { } type)
        {
            members["type"] = type;
        }

        members["detail"] = fault.Detail;
        return members;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("booked"u8, Booked);
        json.WriteNumber("repeated"u8, Repeated);
        if (Newest > 0)
        {
            json.WriteNumber("newestSeq"u8, Newest);
        }

        json.WriteNumber("errorCount"u8, FaultCount);
        json.WriteStartArray("errors"u8);
        foreach (var fault in _faults)
        {
            json.WriteStartObject();
            json.WriteNumber("line"u8, fault.Line);
            json.WriteNumber("column"u8, fault.Column);
            json.WriteKnown("field"u8, fault.Field);
            json.WriteKnown("type"u8, fault.Type);
            json.WriteString("detail"u8, fault.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
