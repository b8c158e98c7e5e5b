using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>A row of a file: an order, or what is wrong with it.</summary>
/// <param name="Number">1, 2, 3... without the header.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Column">Where it begins.</param>
/// <param name="Key">Under which it is booked; null: one that is made of the file's key and the row's number.</param>
/// <param name="Seq">In the portfolio that it was exported from.</param>
/// <param name="Order">Null when there is a fault.</param>
internal sealed record ImportRow(int Number, int Line, int Column, string? Key, long? Seq, TransactionOrder? Order, RowFault? Fault)
{
    public RowFault Refuse(string? field, string? type, string detail) => new(Line, Column, field, type, detail);
}
