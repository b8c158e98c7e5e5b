namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Field number and wire type of every field of the contract's <c>PublishRequest</c> and the messages in it.</summary>
internal static class FieldTags
{
    public const uint Start = (1 << 3) | WireTag.LengthType;
    public const uint FirstSequence = (2 << 3) | WireTag.VarintType;
    public const uint Ticks = (3 << 3) | WireTag.LengthType;
    public const uint NextSequence = (4 << 3) | WireTag.VarintType;

    public const uint Symbol = (1 << 3) | WireTag.LengthType;
    public const uint Time = (2 << 3) | WireTag.Fixed64Type;
    public const uint Quote = (3 << 3) | WireTag.LengthType;
    public const uint Trade = (4 << 3) | WireTag.LengthType;
    public const uint Cancel = (5 << 3) | WireTag.LengthType;
    public const uint Correction = (6 << 3) | WireTag.LengthType;
    public const uint Status = (7 << 3) | WireTag.LengthType;
    public const uint Reference = (8 << 3) | WireTag.LengthType;
    public const uint Venue = (9 << 3) | WireTag.LengthType;

    public const uint BidPrice = (1 << 3) | WireTag.VarintType;
    public const uint BidSize = (2 << 3) | WireTag.VarintType;
    public const uint AskPrice = (3 << 3) | WireTag.VarintType;
    public const uint AskSize = (4 << 3) | WireTag.VarintType;

    public const uint TradePrice = (1 << 3) | WireTag.VarintType;
    public const uint TradeSize = (2 << 3) | WireTag.VarintType;
    public const uint TradeId = (3 << 3) | WireTag.LengthType;
    public const uint TradeConditions = (4 << 3) | WireTag.LengthType;

    public const uint OriginalTradeId = (1 << 3) | WireTag.LengthType;
    public const uint CorrectedTrade = (2 << 3) | WireTag.LengthType;

    public const uint State = (1 << 3) | WireTag.VarintType;
    public const uint Reason = (2 << 3) | WireTag.LengthType;

    public const uint PreviousClose = (1 << 3) | WireTag.VarintType;
    public const uint OfficialOpen = (2 << 3) | WireTag.VarintType;
    public const uint OfficialClose = (3 << 3) | WireTag.VarintType;
    public const uint Name = (4 << 3) | WireTag.LengthType;
    public const uint Currency = (5 << 3) | WireTag.LengthType;
    public const uint RoundLot = (6 << 3) | WireTag.VarintType;
}
