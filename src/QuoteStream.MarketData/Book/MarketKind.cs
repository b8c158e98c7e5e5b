namespace QuoteStream.MarketData.Book;

/// <summary>Which clock a symbol's trade date follows.</summary>
public enum MarketKind : byte
{
    /// <summary>Shares and what trades like them, on venues in the United States: a day begins at midnight in New York before a trading day.</summary>
    UsEquity,

    /// <summary>A pair of coins or currencies, traded without a break: a day is a calendar day in UTC.</summary>
    CryptoPair,

    /// <summary>Everything on the venues of other countries, whose calendars are not known here: a day is a calendar day in UTC.</summary>
    OtherMarket,
}
