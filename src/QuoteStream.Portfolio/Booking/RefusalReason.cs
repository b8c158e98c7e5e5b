namespace QuoteStream.Portfolio.Booking;

/// <summary>Why a ledger does not book an order that makes sense by itself.</summary>
public enum RefusalReason
{
    /// <summary>Cash would go below 0 in a portfolio that was not opened for that.</summary>
    InsufficientFunds,

    /// <summary>More would be sold, split or taken back than is held.</summary>
    InsufficientShares,

    /// <summary>What is to be reversed is not in the ledger.</summary>
    UnknownTransaction,

    /// <summary>It has been taken back before.</summary>
    AlreadyReversed,

    /// <summary>It is a reversal itself: book it anew instead.</summary>
    NotReversible,

    /// <summary>A balance or the number of positions would be beyond <see cref="LedgerLimits"/>.</summary>
    LimitExceeded,
}
