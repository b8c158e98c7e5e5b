namespace QuoteStream.MarketData.Book;

/// <summary>Which clock a symbol's trade date follows.</summary>
public enum MarketKind : byte
{
    /// <summary>Shares and what trades like them: a day is a calendar day in New York.</summary>
    UsEquity,

    /// <summary>A pair of coins or currencies, traded without a break: a day is a calendar day in UTC.</summary>
    CryptoPair,
}
