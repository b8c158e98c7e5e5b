using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>A portfolio as a row, with the number by which the other tables know it.</summary>
internal sealed record PortfolioRow(long Number, PortfolioTerms Terms, Balances Balances)
{
    public const string Columns =
        "number, id, owner, name, currency, allow_short, allow_margin, created, seq, cash, positions, income, fees, external, realized, open_positions";

    public static PortfolioRow Read(Statement row)
    {
        var currency = Currency.Get(row.Text(4));
        return new PortfolioRow(
            row.Long(0),
            new PortfolioTerms(row.Text(1), row.Text(2), row.Text(3), currency, row.Long(5) != 0, row.Long(6) != 0, row.Long(7)),
            new Balances(
                row.Long(8),
                new Entry(
                    currency.FromMinorUnits(row.Long(9)),
                    currency.FromMinorUnits(row.Long(10)),
                    currency.FromMinorUnits(row.Long(11)),
                    currency.FromMinorUnits(row.Long(12)),
                    currency.FromMinorUnits(row.Long(13))),
                currency.FromMinorUnits(row.Long(14)),
                (int)row.Long(15)));
    }
}
