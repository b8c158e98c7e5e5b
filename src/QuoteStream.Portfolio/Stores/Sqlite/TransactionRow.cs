using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>A transaction as a row: its columns, in one order for reading and writing.</summary>
internal static class TransactionRow
{
    /// <summary>What a transaction is read from. They begin with column 0.</summary>
    public const string Columns =
        "seq, type, symbol, quantity, price, fee, ratio_after, ratio_before, cash, positions, income, fees, external, position_change, "
        + "cash_after, position_after, cost_after, realized, reverses, time, recorded, note";

    /// <summary>How many <see cref="Columns"/> are: the column after them.</summary>
    public const int Count = 22;

    public const string Insert =
        $"INSERT INTO transactions ({Columns}, portfolio, key, digest) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public static void Write(Statement insert, Transaction row, Currency currency, long portfolio, string key, byte[] digest)
    {
        insert.Set(1, row.Seq);
        insert.Set(2, (long)row.Type);
        insert.Set(3, row.Symbol);
        insert.Set(4, Nanos(row.Quantity));
        insert.Set(5, Nanos(row.Price));
        insert.Set(6, currency.ToMinorUnits(row.Fee));
        insert.Set(7, row.Ratio?.After);
        insert.Set(8, row.Ratio?.Before);
        insert.Set(9, currency.ToMinorUnits(row.Entry.Cash));
        insert.Set(10, currency.ToMinorUnits(row.Entry.Positions));
        insert.Set(11, currency.ToMinorUnits(row.Entry.Income));
        insert.Set(12, currency.ToMinorUnits(row.Entry.Fees));
        insert.Set(13, currency.ToMinorUnits(row.Entry.External));
        insert.Set(14, ExactMath.ToNanos(row.PositionChange));
        insert.Set(15, currency.ToMinorUnits(row.CashAfter));
        insert.Set(16, Nanos(row.PositionAfter));
        insert.Set(17, currency.ToMinorUnits(row.CostAfter));
        insert.Set(18, row.RealizedPnl is { } realized ? currency.ToMinorUnits(realized) : null);
        insert.Set(19, row.Reverses);
        insert.Set(20, row.TimeMicros);
        insert.Set(21, row.RecordedMicros);
        insert.Set(22, row.Note);
        insert.Set(23, portfolio);
        insert.Set(24, key);
        insert.Set(25, digest);
        insert.Run();
    }

    public static Transaction Read(Statement row, PortfolioTerms terms)
    {
        var currency = terms.Currency;
        return new Transaction
        {
            Portfolio = terms.Id,
            Seq = row.Long(0),
            Type = (TransactionType)row.Long(1),
            Symbol = row.TextOrNull(2),
            Quantity = Units(row.LongOrNull(3)),
            Price = Units(row.LongOrNull(4)),
            Fee = currency.FromMinorUnits(row.Long(5)),
            Ratio = row.LongOrNull(6) is { } after && SplitRatio.TryMake(after, row.Long(7), out var ratio) ? ratio : null,
            Entry = new Entry(
                currency.FromMinorUnits(row.Long(8)),
                currency.FromMinorUnits(row.Long(9)),
                currency.FromMinorUnits(row.Long(10)),
                currency.FromMinorUnits(row.Long(11)),
                currency.FromMinorUnits(row.Long(12))),
            PositionChange = ExactMath.FromNanos(row.Long(13)),
            CashAfter = currency.FromMinorUnits(row.Long(14)),
            PositionAfter = Units(row.LongOrNull(15)),
            CostAfter = currency.FromMinorUnits(row.Long(16)),
            RealizedPnl = row.LongOrNull(17) is { } realized ? currency.FromMinorUnits(realized) : null,
            Reverses = row.LongOrNull(18),
            TimeMicros = row.Long(19),
            RecordedMicros = row.Long(20),
            Note = row.TextOrNull(21),
        };
    }

    private static long? Nanos(decimal? value) => value is { } number ? ExactMath.ToNanos(number) : null;

    private static decimal? Units(long? nanos) => nanos is { } number ? ExactMath.FromNanos(number) : null;
}
