namespace QuoteStream.Feeds.Iex;

/// <summary>The feeds of IEX that are read.</summary>
public enum IexFeed
{
    /// <summary>Top of book: the best bid and offer ready made.</summary>
    Tops,

    /// <summary>Depth: the size at every price, of which the best bid and offer are found.</summary>
    Deep,
}
