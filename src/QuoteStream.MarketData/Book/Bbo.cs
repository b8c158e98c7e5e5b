using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>The best bid and offer of one venue for one symbol.</summary>
/// <param name="Bid"><see cref="Price.None"/> when the side is empty.</param>
/// <param name="BidSize">Units of 1e-9; 0 when the side is empty.</param>
/// <param name="Ask"><see cref="Price.None"/> when the side is empty.</param>
/// <param name="AskSize">Units of 1e-9; 0 when the side is empty.</param>
public readonly record struct Bbo(Price Bid, long BidSize, Price Ask, long AskSize);
