using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores;

/// <summary>An order with the key under which it is booked once, however often it is sent.</summary>
/// <param name="Key">1 to <see cref="LedgerLimits.MaxKeyLength"/> printable ASCII characters; unique in its portfolio, for as long as the ledger is kept.</param>
/// <param name="Order">One that <see cref="OrderCheck"/> has passed.</param>
public sealed record KeyedOrder(string Key, TransactionOrder Order);
