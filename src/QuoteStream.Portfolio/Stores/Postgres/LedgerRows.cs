using System.Data.Common;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>The columns of the ledger's tables, in the order in which they are read.</summary>
internal static class LedgerRows
{
    public const string TermsColumns = "id, owner, name, currency, allow_short, allow_margin, created_micros";

    public const string BalancesColumns = "seq, cash, positions, income, fees, external, realized_pnl, open_positions";

    public const string PositionColumns = "symbol, quantity, cost, realized_pnl";

    public const string TransactionColumns =
        "portfolio, seq, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash, positions, income, fees, external, "
        + "position_change, cash_after, position_after, cost_after, realized_pnl, reverses, time_micros, recorded_micros, note";

    /// <summary>Where columns after those of the terms begin.</summary>
    public const int TermsWidth = 7;

    /// <summary>Where columns after those of a transaction begin.</summary>
    public const int TransactionWidth = 23;

    public static PortfolioTerms ReadTerms(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        Currency.Find(row.GetString(3)) ?? throw Corrupt($"portfolio {row.GetString(0)} has the currency {row.GetString(3)}"),
        row.GetBoolean(4),
        row.GetBoolean(5),
        row.GetInt64(6));

    public static Balances ReadBalances(DbDataReader row, int at) =>
        new(row.GetInt64(at), ReadEntry(row, at + 1), row.GetDecimal(at + 6), row.GetInt32(at + 7));

    public static Position ReadPosition(DbDataReader row) =>
        new(row.GetString(0), row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3));

    public static Transaction ReadTransaction(DbDataReader row) => new()
    {
        Portfolio = row.GetString(0),
        Seq = row.GetInt64(1),
        Type = (TransactionType)row.GetInt16(2),
        Symbol = Text(row, 3),
        Quantity = Figure(row, 4),
        Price = Figure(row, 5),
        Fee = row.GetDecimal(6),
        Ratio = ReadRatio(row, 7),
        Entry = ReadEntry(row, 9),
        PositionChange = row.GetDecimal(14),
        CashAfter = row.GetDecimal(15),
        PositionAfter = Figure(row, 16),
        CostAfter = row.GetDecimal(17),
        RealizedPnl = Figure(row, 18),
        Reverses = row.IsDBNull(19) ? null : row.GetInt64(19),
        TimeMicros = row.GetInt64(20),
        RecordedMicros = row.GetInt64(21),
        Note = Text(row, 22),
    };

    public static Entry ReadEntry(DbDataReader row, int at) =>
        new(row.GetDecimal(at), row.GetDecimal(at + 1), row.GetDecimal(at + 2), row.GetDecimal(at + 3), row.GetDecimal(at + 4));

    private static SplitRatio? ReadRatio(DbDataReader row, int at)
    {
        if (row.IsDBNull(at))
        {
            return null;
        }

        return SplitRatio.TryMake(row.GetInt64(at), row.GetInt64(at + 1), out var ratio)
            ? ratio
            : throw Corrupt($"transaction {row.GetString(0)}-{row.GetInt64(1)} has the ratio {row.GetInt64(at)}:{row.GetInt64(at + 1)}");
    }

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static decimal? Figure(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetDecimal(at);

    private static LedgerUnavailableException Corrupt(string what) =>
        new(LedgerFault.Corrupt, $"The ledger in PostgreSQL holds what no version of this program writes: {what}.");
}
