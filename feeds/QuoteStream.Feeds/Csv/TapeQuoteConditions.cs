namespace QuoteStream.Feeds.Csv;

/// <summary>The vendor's bits of a quote's conditions, as far as they say that it is none.</summary>
internal static class TapeQuoteConditions
{
    private const uint TradingRangeIndication = 0x40;
    private const uint PriceBand = 0x40000;
    private const uint PriceBandAgain = 0x80000;

    /// <summary>The prices are limits or a likely range: nobody bids or offers them.</summary>
    public static bool IsIndication(uint conditions) => (conditions & (TradingRangeIndication | PriceBand | PriceBandAgain)) != 0;
}
