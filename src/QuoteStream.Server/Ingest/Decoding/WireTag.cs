namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>A field's number and wire type, as they stand before its value.</summary>
internal static class WireTag
{
    public const uint VarintType = 0;
    public const uint Fixed64Type = 1;
    public const uint LengthType = 2;
    public const uint GroupType = 3;
    public const uint GroupEndType = 4;
    public const uint Fixed32Type = 5;

    /// <summary>2^29 - 1, the highest field number, with its wire type.</summary>
    public const ulong Highest = uint.MaxValue;

    /// <summary>Below it the field number is 0.</summary>
    public const ulong Lowest = 1 << 3;

    public static uint TypeOf(uint tag) => tag & 7;

    public static uint NumberOf(uint tag) => tag >> 3;
}
