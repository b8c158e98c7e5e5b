namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>Why a row of a file is not booked.</summary>
/// <param name="Line">Of the file: 1, 2, 3...</param>
/// <param name="Column">Characters from the line's beginning: 1, 2, 3...</param>
/// <param name="Field">The field at fault; null where it is the row.</param>
/// <param name="Type">As a problem's type; null where the row makes no sense by itself.</param>
/// <param name="Detail">A sentence.</param>
internal sealed record RowFault(int Line, int Column, string? Field, string? Type, string Detail);
