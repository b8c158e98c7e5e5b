namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>A portfolio's valuation as an event.</summary>
/// <param name="Number">1, 2, 3... of the valuations that differ from the one before.</param>
/// <param name="Event">With its empty line. Up to some hundred kilobytes, of a thousand positions.</param>
internal sealed record PortfolioFrame(long Number, byte[] Event);
