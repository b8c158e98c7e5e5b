using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>What a feed knows of its portfolio's ledger at one moment.</summary>
/// <param name="Terms">Whose it is; null before the ledger has been read.</param>
/// <param name="IsMissing">The ledger has been read, and has no such portfolio.</param>
/// <param name="Latest">Seq of the newest transaction that is known to be committed; null before the ledger has been read.</param>
/// <param name="FirstNewest">Behind which a stream begins that was opened before the ledger had been read; <paramref name="Latest"/> is for those that came later.</param>
/// <param name="Outage">The number of the outage, while the ledger cannot be read; else 0.</param>
internal readonly record struct FeedState(PortfolioTerms? Terms, bool IsMissing, long? Latest, long FirstNewest, int Outage);
