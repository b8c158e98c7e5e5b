using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>The order that a transaction came of: booked in another portfolio after those before it, it comes to the same.</summary>
internal static class BookedOrder
{
    public static TransactionOrder Of(Transaction transaction)
    {
        var isReversal = transaction.Type == TransactionType.Reversal;

        // Of a reversal the row tells what it took back; the order named only which.
        return new TransactionOrder
        {
            Type = transaction.Type,
            Symbol = isReversal ? null : transaction.Symbol,
            Quantity = isReversal ? null : transaction.Quantity,
            Price = isReversal ? null : transaction.Price,
            Fee = isReversal || transaction.Fee == 0 ? null : transaction.Fee,
            Amount = AmountOf(transaction),
            Ratio = isReversal ? null : transaction.Ratio,
            Reverses = transaction.Reverses,
            TimeMicros = transaction.TimeMicros,
            Note = transaction.Note,
        };
    }

    // Before fees, and positive: the type says which way it went.
    private static decimal? AmountOf(Transaction transaction) => transaction.Type switch
    {
        TransactionType.Deposit => -transaction.Entry.External,
        TransactionType.Withdrawal => transaction.Entry.External,
        TransactionType.Fee => transaction.Entry.Fees,
        TransactionType.Dividend when transaction.Price is null => -transaction.Entry.Income,
        _ => null,
    };
}
