namespace QuoteStream.MarketData.Book;

/// <summary>What a print does to an earlier one.</summary>
public enum TradeCorrection : byte
{
    /// <summary>Nothing: it is a trade of its own.</summary>
    None,

    /// <summary>Takes the trade back.</summary>
    Cancel,

    /// <summary>Replaces the trade.</summary>
    Correct,
}
