namespace QuoteStream.MarketData.Book;

/// <summary>What has become of a trade that a <see cref="DayTape"/> keeps.</summary>
[Flags]
internal enum DayTradeMarks : byte
{
    /// <summary>It stands.</summary>
    None = 0,

    /// <summary>Its price waits to be confirmed, or was never.</summary>
    Suspicious = 1,

    /// <summary>It was taken back.</summary>
    Cancelled = 2,
}
