namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>A row of the recorded tape.</summary>
/// <param name="Millis">Since midnight in New York.</param>
/// <param name="Price">Units of 1e-4.</param>
/// <param name="Venue">ISO 10383 code.</param>
internal sealed record TapeTrade(decimal Millis, long Price, long Size, string Venue, TapeConditions Conditions)
{
    private const TapeConditions Official = TapeConditions.OfficialOpen | TapeConditions.OfficialClose;

    private const TapeConditions Pricing = TapeConditions.Regular | TapeConditions.Cash | TapeConditions.NextDay | TapeConditions.Seller
        | TapeConditions.Sold | TapeConditions.ExtendedHours | TapeConditions.PriorReferencePrice;

    // In the order in which a trade carries them. With the conditions beside it, "sold" and "extended hours" have codes of their own.
    private static readonly (TapeConditions Bits, string Code)[] Codes =
    [
        (TapeConditions.Cash, "C"), (TapeConditions.NextDay, "N"), (TapeConditions.Seller, "R"),
        (TapeConditions.IntermarketSweep, "F"), (TapeConditions.OpeningPrint, "O"), (TapeConditions.ClosingPrint, "6"),
        (TapeConditions.Reopening, "5"), (TapeConditions.DerivativelyPriced, "4"), (TapeConditions.StockOption, "V"),
        (TapeConditions.AveragePrice, "B"), (TapeConditions.Cross, "X"), (TapeConditions.OfficialClose, "M"), (TapeConditions.OfficialOpen, "Q"),
        (TapeConditions.PriorReferencePrice, "P"), (TapeConditions.OddLot, "I"), (TapeConditions.YellowFlag, "Y"),
    ];

    /// <summary>An official price, which is no trade.</summary>
    public bool IsOfficial => (Conditions & Official) != 0;

    public bool IsAuction => (Conditions & (TapeConditions.OpeningPrint | TapeConditions.ClosingPrint)) != 0;

    /// <summary>The vendor's rule, found by comparing its bars with its tape: what these conditions have no part in sets no price of a bar.</summary>
    public bool SetsVendorsPrices => (Conditions & Pricing) != 0;

    /// <summary>In the second bars; the minute bars take the auctions in.</summary>
    public bool CountsInVendorsSeconds => !IsOfficial && !IsAuction;

    /// <summary>The codes that the consolidated tape prints for these conditions.</summary>
    public string CtaCodes()
    {
        var session = (Conditions & (TapeConditions.ExtendedHours | TapeConditions.FormT)) != 0;
        var isLate = (Conditions & TapeConditions.OutOfSequence) != 0;
        var isSold = (Conditions & TapeConditions.Sold) != 0;
        var sequence = (session, isLate, isSold) switch
        {
            (true, true, _) => "U",
            (true, false, _) => "T",
            (false, true, _) => "Z",
            (false, false, true) => "L",
            _ => string.Empty,
        };
        var codes = sequence + string.Concat(Codes.Where(code => (Conditions & code.Bits) != 0).Select(code => code.Code));
        return codes.Length == 0 ? "@" : codes;
    }

    /// <summary>Codes under which the consolidated tape's rules do what the vendor's do: @ sets prices, V only counts, M does neither.</summary>
    public string CodesOfVendorsRule() => !CountsInVendorsSeconds ? "M" : SetsVendorsPrices ? "@" : "V";
}
