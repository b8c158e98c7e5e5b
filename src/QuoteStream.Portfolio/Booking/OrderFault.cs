namespace QuoteStream.Portfolio.Booking;

/// <summary>Why an order makes no sense, whatever the ledger holds.</summary>
/// <param name="Field">In camelCase, as clients write it.</param>
/// <param name="Text">A sentence without the field's name at its beginning, such as "must be above 0."</param>
public sealed record OrderFault(string Field, string Text);
