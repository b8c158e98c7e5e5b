namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>The recorded tape's sale conditions: bits of the vendor's own.</summary>
[Flags]
internal enum TapeConditions : uint
{
    None = 0,
    Regular = 0x1,
    Cash = 0x2,
    NextDay = 0x4,
    Seller = 0x8,
    YellowFlag = 0x10,
    IntermarketSweep = 0x20,
    OpeningPrint = 0x40,
    ClosingPrint = 0x80,
    Reopening = 0x100,
    DerivativelyPriced = 0x200,
    FormT = 0x400,
    Sold = 0x800,
    ExtendedHours = 0x2000,
    OutOfSequence = 0x4000,
    StockOption = 0x40000,
    AveragePrice = 0x100000,
    Cross = 0x200000,
    OfficialClose = 0x1000000,
    PriorReferencePrice = 0x2000000,
    OfficialOpen = 0x4000000,

    /// <summary>Has a field of its own on the tape, not a sale condition.</summary>
    TradeThroughExempt = 0x20000000,
    OddLot = 0x80000000,
}
