using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>A transaction with what its row has beside it.</summary>
/// <param name="Digest"><see cref="OrderDigest"/> of the order that it was booked for.</param>
internal sealed record LedgerRow(string Key, byte[] Digest, Transaction Transaction);
