namespace QuoteStream.Portfolio.Booking;

/// <summary>What a transaction is. The numbers are kept in the ledger and never change.</summary>
public enum TransactionType
{
    Deposit = 1,
    Withdrawal = 2,
    Buy = 3,
    Sell = 4,
    Dividend = 5,
    Fee = 6,
    Split = 7,

    /// <summary>Takes an earlier transaction back. The ledger's rows are never changed.</summary>
    Reversal = 8,
}
