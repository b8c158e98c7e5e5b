using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>A position as a row.</summary>
internal static class PositionRow
{
    /// <param name="row">symbol, quantity, cost, realized.</param>
    public static Position Read(Statement row, Currency currency) => new(
        row.Text(0), ExactMath.FromNanos(row.Long(1)), currency.FromMinorUnits(row.Long(2)), currency.FromMinorUnits(row.Long(3)));
}
