namespace QuoteStream.Client.Feeds;

/// <summary>Field number and wire type of each field of feed_ingest.proto that is written by hand: number x 8 + type.</summary>
internal static class WireTag
{
    public const byte RequestFirstSequence = (2 << 3) | Varint;
    public const byte RequestTicks = (3 << 3) | Length;

    public const byte TickSymbol = (1 << 3) | Length;
    public const byte TickTime = (2 << 3) | Fixed64;
    public const byte TickQuote = (3 << 3) | Length;
    public const byte TickTrade = (4 << 3) | Length;
    public const byte TickCancel = (5 << 3) | Length;
    public const byte TickCorrection = (6 << 3) | Length;
    public const byte TickStatus = (7 << 3) | Length;
    public const byte TickReference = (8 << 3) | Length;
    public const byte TickVenue = (9 << 3) | Length;

    public const byte QuoteBidPrice = (1 << 3) | Varint;
    public const byte QuoteBidSize = (2 << 3) | Varint;
    public const byte QuoteAskPrice = (3 << 3) | Varint;
    public const byte QuoteAskSize = (4 << 3) | Varint;

    public const byte TradePrice = (1 << 3) | Varint;
    public const byte TradeSize = (2 << 3) | Varint;
    public const byte TradeId = (3 << 3) | Length;
    public const byte TradeConditions = (4 << 3) | Length;

    public const byte CancelId = (1 << 3) | Length;

    public const byte CorrectionId = (1 << 3) | Length;
    public const byte CorrectionCorrected = (2 << 3) | Length;

    public const byte StatusState = (1 << 3) | Varint;
    public const byte StatusReason = (2 << 3) | Length;

    // https://protobuf.dev/programming-guides/encoding/#structure
    private const byte Varint = 0;
    private const byte Fixed64 = 1;
    private const byte Length = 2;
}
