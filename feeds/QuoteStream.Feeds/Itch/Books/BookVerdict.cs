namespace QuoteStream.Feeds.Itch.Books;

/// <summary>What a message about an order did. All but the first two leave the books as they were.</summary>
public enum BookVerdict
{
    /// <summary>Behind the best price.</summary>
    Changed,

    /// <summary>At the best price, or there is another now.</summary>
    BestChanged,

    /// <summary>No such order rests here: it was added before the recording began, or in a part that is missing.</summary>
    UnknownOrder,

    /// <summary>An order of that number rests here already.</summary>
    DuplicateOrder,

    /// <summary>More shares than the order has left.</summary>
    TooManyShares,

    /// <summary>No shares, no price, or no side.</summary>
    BadOrder,

    /// <summary>Beyond <see cref="OrderTable.MaxOrders"/>.</summary>
    TooManyOrders,

    /// <summary>Beyond <see cref="BookSide.MaxLevels"/>.</summary>
    TooManyLevels,
}
