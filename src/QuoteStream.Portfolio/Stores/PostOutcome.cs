using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>What became of an order, with the row or the reason.</summary>
/// <param name="Transaction">Of an order that is booked, now or before.</param>
/// <param name="Refusal">Of one that the ledger's state forbids.</param>
public sealed record PostOutcome(PostResult Result, Transaction? Transaction = null, Refusal? Refusal = null)
{
    public bool IsBooked => Result is PostResult.Booked or PostResult.Repeated;
}
