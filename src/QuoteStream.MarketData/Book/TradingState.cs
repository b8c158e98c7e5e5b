namespace QuoteStream.MarketData.Book;

/// <summary>A symbol's trading state. The numbers are those of the ingest contract's TradingState.</summary>
public enum TradingState : byte
{
    Unspecified = 0,
    PreOpen = 1,
    Trading = 2,
    Halted = 3,

    /// <summary>A limit-up limit-down pause.</summary>
    Paused = 4,
    QuoteOnly = 5,
    Closed = 6,
}
