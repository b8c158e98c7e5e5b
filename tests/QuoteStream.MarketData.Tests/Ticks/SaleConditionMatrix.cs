using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Ticks;

/// <summary>The sale condition tables of the two tapes, typed off their specifications' consolidated columns, and the rule for several codes.</summary>
/// <remarks>
/// Each row: codes, open, last, high and low, volume. Y: yes; N: no; F: yes if it is the day's first or only one that qualifies. Opens are
/// all of that kind. The codes of one category exclude each other; a trade has at most one of each of the four.
/// </remarks>
internal sealed record SaleConditionMatrix(SaleConditionScheme Scheme, string[] Rows, string[] Categories)
{
    public static readonly SaleConditionMatrix Cta = new(
        SaleConditionScheme.Cta,
        [
            " @EFKOX56 Y Y Y Y",
            "PRZ4 Y F Y Y",

            // For last: from the listing market and the venue of the last sale, else F. A trade does not tell, so Y.
            "L Y Y Y Y",
            "9 Y Y Y N",
            "BCHITUV7 N N N Y",
            "MQ N N N N",

            // Reserved, without a rule: shares that trade are volume.
            "N8 N N N Y",
        ],
        [" CNR@", " FO456789", " LTUZ", " BEHIKMPQVX"]);

    public static readonly SaleConditionMatrix Utp = new(
        SaleConditionScheme.Utp,
        [
            " @ABDFKOSXY156 Y Y Y Y",
            "GPRZ4 Y F Y Y",
            "L Y Y Y Y",
            "9 Y Y Y N",
            "CHITUVW7 N N N Y",
            "MQ N N N N",

            // Stopped stock sold last and out of sequence: of earlier issues.
            "2 Y Y Y Y",
            "3 Y F Y Y",
            "NE8 N N N Y",
        ],
        [" CNRY@", " FO456789", " LTUZ", " 123ABDEGHIKMPQSVWX"]);

    public bool Has(char code) => Rows.Any(row => CodesOf(row).Contains(code));

    public TradeEffect EffectOf(string codes)
    {
        var rows = codes.Select(code => Rows.Single(row => CodesOf(row).Contains(code))).Append(" Y Y Y Y").ToArray();
        bool All(int column, string allowed) => rows.All(row => allowed.Contains(row[^(8 - (2 * column) - 1)], StringComparison.Ordinal));

        var last = All(1, "Y") ? TradeEffect.Last : All(1, "YF") ? TradeEffect.LastIfFirst : TradeEffect.None;
        return last
            | (All(0, "Y") ? TradeEffect.Open : TradeEffect.None)
            | (All(2, "Y") ? TradeEffect.HighLow : TradeEffect.None)
            | (All(3, "Y") ? TradeEffect.Volume : TradeEffect.None)
            | (codes.Contains('M', StringComparison.Ordinal) ? TradeEffect.OfficialClose : TradeEffect.None)
            | (codes.Contains('Q', StringComparison.Ordinal) ? TradeEffect.OfficialOpen : TradeEffect.None);
    }

    /// <summary>Every trade that the tape can print: one code, or a space, of each category.</summary>
    public IEnumerable<string> Combinations() =>
        from settlement in Categories[0]
        from exemption in Categories[1]
        from sequence in Categories[2]
        from detail in Categories[3]
        select $"{settlement}{exemption}{sequence}{detail}";

    // Before the four columns and their spaces.
    private static string CodesOf(string row) => row[..^8];
}
