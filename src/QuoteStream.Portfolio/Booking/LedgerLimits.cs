namespace QuoteStream.Portfolio.Booking;

/// <summary>How large anything in a ledger may be. All of it fits 64-bit integers of minor units, or of 1e-9 units.</summary>
public static class LedgerLimits
{
    /// <summary>Units. The largest that 64 bits hold is 9.2e9 with nine decimals.</summary>
    public const decimal MaxQuantity = 9_000_000_000m;

    /// <summary>Units of the currency for one unit.</summary>
    public const decimal MaxPrice = 9_000_000_000m;

    /// <summary>Units of the currency, of one transaction.</summary>
    public const decimal MaxAmount = 1_000_000_000_000m;

    /// <summary>Units of the currency, of any account of a portfolio. Three decimals of it still fit 64 bits.</summary>
    public const decimal MaxBalance = 1_000_000_000_000_000m;

    /// <summary>The larger of a split's two numbers.</summary>
    public const long MaxSplitTerm = 100_000;

    /// <summary>Symbols that a portfolio holds at a time: its page is one read, and its valuation one pass over them.</summary>
    public const int MaxPositions = 1_000;

    /// <summary>Characters, as the longest symbol of the market data.</summary>
    public const int MaxSymbolLength = 32;

    /// <summary>Characters.</summary>
    public const int MaxNoteLength = 500;

    /// <summary>Characters of a portfolio's name.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Characters of an idempotency key, as the interface promises.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>How far ahead of the clock a transaction may say that it happened: clocks differ, and an entry may be for the next day.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);
}
