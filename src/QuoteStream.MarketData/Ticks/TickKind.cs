namespace QuoteStream.MarketData.Ticks;

/// <summary>What a tick tells. The order is that of the metric's label values.</summary>
public enum TickKind : byte
{
    /// <summary>The provider sent a tick without an event.</summary>
    None,
    Quote,
    Trade,
    Cancel,
    Correction,
    Status,
    Reference,
}
