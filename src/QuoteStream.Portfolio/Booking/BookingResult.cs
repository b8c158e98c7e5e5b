namespace QuoteStream.Portfolio.Booking;

/// <summary>What comes of an order: the row to write with the state after it, or a refusal.</summary>
public sealed record BookingResult
{
    private BookingResult()
    {
    }

    /// <summary>Null when the order is refused; then the others are too.</summary>
    public Transaction? Transaction { get; private init; }

    public Balances? Balances { get; private init; }

    /// <summary>Of the transaction's symbol; null where it has none.</summary>
    public Position? Position { get; private init; }

    public Refusal? Refusal { get; private init; }

    public static BookingResult Booked(Transaction transaction, Balances balances, Position? position) =>
        new() { Transaction = transaction, Balances = balances, Position = position };

    public static BookingResult Refused(RefusalReason reason, string text) => new() { Refusal = new Refusal(reason, text) };
}
