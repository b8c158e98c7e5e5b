namespace QuoteStream.MarketData.Ticks;

/// <summary>Whose sale condition codes a provider prints. The numbers are those of the ingest contract's SaleConditionScheme.</summary>
public enum SaleConditionScheme : byte
{
    /// <summary>Conditions are not read; every trade is a regular one.</summary>
    Unread = 0,

    /// <summary>Consolidated Tape Association: tapes A and B.</summary>
    Cta = 1,

    /// <summary>Unlisted Trading Privileges plan: tape C.</summary>
    Utp = 2,
}
