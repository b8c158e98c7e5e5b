namespace QuoteStream.Feeds.Itch.Books;

/// <summary>An order on a book, as small as it can be: four of them share a cache line.</summary>
internal struct RestingOrder
{
    /// <summary>The venue's number of the order, unique within a day.</summary>
    public ulong Reference;

    /// <summary>What is left of it; 0: a free slot of the table.</summary>
    public uint Shares;

    /// <summary>Where it rests: an index of <see cref="LevelPool"/>, which knows price, side and stock.</summary>
    public int Level;
}
