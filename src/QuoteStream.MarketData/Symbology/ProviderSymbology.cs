namespace QuoteStream.MarketData.Symbology;

/// <summary>How a provider writes its tickers. The numbers are those of the ingest contract's Symbology.</summary>
public enum ProviderSymbology : byte
{
    /// <summary>Already ours: "BRK.A", "BTC-USD".</summary>
    Canonical = 0,

    /// <summary>Nasdaq Integrated Platform, as ITCH and IEX use it: "BRK.A", "AA-", "ACB+".</summary>
    NasdaqIntegrated = 1,

    /// <summary>Consolidated Message System: root and suffix with a space between, "BRK A", "AA PR".</summary>
    Cms = 2,

    /// <summary>Consolidated Quotation System: "BRK/A", "AAp"; lower case has a meaning.</summary>
    Cqs = 3,
}
