namespace QuoteStream.Feeds.Iex;

/// <summary>Prints IEX's sale condition flags as the UTP tape does: settlement, exemption, hours and detail, one character each.</summary>
/// <remarks>
/// F (intermarket sweep) and X (cross) may set last, high and low; T (extended hours) and I (odd lot) count for the volume only. That is
/// IEX's own rule: last and high/low need both flags unset. An odd lot in a cross prints I, the narrower of the two. The flag for trades
/// that are exempt from the trade-through rule (0x10) changes no figure, and the tape has its own field for it: it prints nothing.
/// </remarks>
internal static class IexSaleConditions
{
    private const byte IntermarketSweep = 0x80;
    private const byte ExtendedHours = 0x40;
    private const byte OddLot = 0x20;
    private const byte SinglePriceCross = 0x08;

    private static readonly byte[][] Printed = [.. Enumerable.Range(0, 256).Select(flags => Print((byte)flags))];

    public static ReadOnlySpan<byte> Of(byte flags) => Printed[flags];

    private static byte[] Print(byte flags)
    {
        bool Has(byte flag) => (flags & flag) != 0;
        string text = "@"
            + (Has(IntermarketSweep) ? 'F' : ' ')
            + (Has(ExtendedHours) ? 'T' : ' ')
            + (Has(OddLot) ? 'I' : Has(SinglePriceCross) ? 'X' : ' ');
        return System.Text.Encoding.ASCII.GetBytes(text.TrimEnd());
    }
}
