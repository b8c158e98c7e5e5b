namespace QuoteStream.Feeds.Csv;

/// <summary>What a file's rows are; at equal times they are told in this order.</summary>
internal enum TapeKind
{
    // The stamps are milliseconds. A trade is reported after the quote that its order came with, so that its quote goes first.
    Quotes,
    Trades,
}
