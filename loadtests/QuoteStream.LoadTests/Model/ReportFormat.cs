namespace QuoteStream.LoadTests.Model;

/// <summary>How a run can be reported.</summary>
public enum ReportFormat
{
    Txt,
    Html,
    Csv,
    Md,
    Json,
}
