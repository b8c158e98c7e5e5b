namespace QuoteStream.Feeds.Itch.Books;

/// <summary>Both sides of one stock's book.</summary>
internal struct StockBook
{
    public BookSide Bids;

    public BookSide Asks;
}
