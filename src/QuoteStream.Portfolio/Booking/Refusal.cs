namespace QuoteStream.Portfolio.Booking;

/// <summary>Why an order was not booked. Nothing was written.</summary>
/// <param name="Text">A sentence for the owner, with the figures.</param>
public sealed record Refusal(RefusalReason Reason, string Text);
