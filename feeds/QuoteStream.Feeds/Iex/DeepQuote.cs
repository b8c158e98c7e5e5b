namespace QuoteStream.Feeds.Iex;

/// <summary>The best of a book's two sides. Prices in units of 1e-4; a size of 0: the side is empty.</summary>
internal readonly record struct DeepQuote(long BidPrice, uint BidSize, long AskPrice, uint AskSize);
