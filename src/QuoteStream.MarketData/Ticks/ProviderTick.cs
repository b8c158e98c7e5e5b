namespace QuoteStream.MarketData.Ticks;

/// <summary>One tick as its provider sent it: its own symbology, exponents and codes, nothing checked yet.</summary>
/// <remarks>
/// Hot path: filled in place by the decoder and used again for the next tick. Only the fields of <see cref="Kind"/> are meaningful; the
/// decoder resets those, and the common ones, before it fills them. The spans point into the receive buffer.
/// </remarks>
public ref struct ProviderTick
{
    /// <summary>UTF-8, in the session's symbology.</summary>
    public ReadOnlySpan<byte> Symbol;

    /// <summary>ISO 10383 code; empty: the session's own venue.</summary>
    public ReadOnlySpan<byte> Venue;

    /// <summary>Nanoseconds since the Unix epoch, UTC, stamped by the venue.</summary>
    public ulong VenueTimeNanos;

    public TickKind Kind;

    /// <summary>Quote: units of 10^price_exponent.</summary>
    public long BidPrice;

    /// <summary>Quote: units of 10^size_exponent; 0: the side is empty.</summary>
    public ulong BidSize;

    /// <summary>Quote: units of 10^price_exponent.</summary>
    public long AskPrice;

    /// <summary>Quote: units of 10^size_exponent; 0: the side is empty.</summary>
    public ulong AskSize;

    /// <summary>Trade, and the corrected trade of a correction: units of 10^price_exponent.</summary>
    public long TradePrice;

    /// <summary>Trade, and the corrected trade of a correction: units of 10^size_exponent.</summary>
    public ulong TradeSize;

    /// <summary>Trade, and the corrected trade of a correction: the venue's trade id, UTF-8; may be empty.</summary>
    public ReadOnlySpan<byte> TradeId;

    /// <summary>Trade, and the corrected trade of a correction: sale condition codes as the venue prints them, UTF-8.</summary>
    public ReadOnlySpan<byte> Conditions;

    /// <summary>Cancel and correction: the id of the trade that is taken back or replaced.</summary>
    public ReadOnlySpan<byte> OriginalTradeId;

    /// <summary>Correction: whether the corrected trade was sent at all.</summary>
    public bool HasCorrectedTrade;

    /// <summary>Status: the number on the wire, which may be one that this version does not know.</summary>
    public int State;

    /// <summary>Status: the venue's reason code, UTF-8.</summary>
    public ReadOnlySpan<byte> Reason;

    /// <summary>Reference: units of 10^price_exponent; null changes nothing.</summary>
    public long? PreviousClose;

    /// <summary>Reference: units of 10^price_exponent; null changes nothing.</summary>
    public long? OfficialOpen;

    /// <summary>Reference: units of 10^price_exponent; null changes nothing.</summary>
    public long? OfficialClose;

    /// <summary>Reference: the instrument's name, UTF-8; empty changes nothing.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Reference: ISO 4217 or a crypto code, UTF-8; empty changes nothing.</summary>
    public ReadOnlySpan<byte> Currency;

    /// <summary>Reference: units a round lot has; 0 changes nothing.</summary>
    public uint RoundLot;
}
