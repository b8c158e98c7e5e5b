namespace QuoteStream.MarketData.Ticks;

/// <summary>Reads sale condition codes: which of the day's figures a trade may touch.</summary>
/// <remarks>
/// <para>Hot path: once per trade. Does not allocate.</para>
/// <para>
/// The tables follow the columns for consolidated processing of the CTS output specification (tapes A and B) and of the UTP data feed
/// specification's sale condition matrix (tape C), which has no column for the open: there it follows the other tapes. Of several codes the
/// most restrictive wins, figure by figure. https://www.ctaplan.com/publicdocs/ctaplan/CTS_Pillar_Output_Specification.pdf and
/// https://utpplan.com/DOC/UtpBinaryOutputSpec.pdf
/// </para>
/// <para>
/// A code that a table does not have, or that its specification has only reserved, lets the trade count in the volume and nowhere else:
/// shares that traded did trade, but a code exists to say that something about the price is not usual.
/// </para>
/// </remarks>
public static class SaleConditions
{
    /// <summary>Codes that one trade may carry: settlement, trade-through exemption, session and the venue's own detail.</summary>
    public const int MaxCodes = 4;

    // The codes with spaces between them and padding, generously. Bounds what a provider can make the loop below read.
    private const int MaxBytes = 16;

    private const byte Regular = (byte)(TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.LastIfFirst | TradeEffect.Open);

    // Late, derived or referring back: it may be older than the last sale. It opens the day all the same when it is the first to qualify.
    private const byte OutOfSequence = (byte)(TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.LastIfFirst | TradeEffect.Open);
    private const byte VolumeOnly = (byte)TradeEffect.Volume;
    private const byte CorrectedClose = (byte)(TradeEffect.HighLow | TradeEffect.Last | TradeEffect.LastIfFirst | TradeEffect.Open);

    // Marks are added, not intersected: an official price stays one whatever is printed beside it.
    private const byte Marks = (byte)(TradeEffect.OfficialOpen | TradeEffect.OfficialClose);
    private const byte NotACode = 0x80;

    private static readonly byte[] CtaEffects = BuildTable(
        (Regular, "@EFKOX56"),
        (OutOfSequence, "PRZ4"),

        // Sold last: the tape takes it as the last price from the listing market, or from the venue whose trade is the last one now. A trade
        // tells neither, and it is printed within seconds of the trade: here always.
        (Regular, "L"),
        (VolumeOnly, "BCHITUV7"),
        (CorrectedClose, "9"),
        ((byte)TradeEffect.OfficialOpen, "Q"),
        ((byte)TradeEffect.OfficialClose, "M"));

    private static readonly byte[] UtpEffects = BuildTable(
        (Regular, "@ABDFKOSXY156"),

        // Sold last: the tape takes it as the last price until a control message ten seconds after the close, which no tick carries; here always.
        (Regular, "L2"),
        (OutOfSequence, "GPRZ34"),
        (VolumeOnly, "CHINTUVW7"),
        (CorrectedClose, "9"),
        ((byte)TradeEffect.OfficialOpen, "Q"),
        ((byte)TradeEffect.OfficialClose, "M"));

    /// <summary>Reads up to four one-letter codes in any position; spaces mean nothing, and no code means a regular trade.</summary>
    /// <returns>False for more than four codes, more than 16 bytes, and anything but printable ASCII. Codes of an unread scheme are not looked at.</returns>
    public static bool TryRead(SaleConditionScheme scheme, ReadOnlySpan<byte> codes, out TradeEffect effect)
    {
        const int LastIfFirstOverLast = 1;

        int allowed = Regular;
        var marks = 0;
        var count = 0;
        if (scheme != SaleConditionScheme.Unread)
        {
            if (codes.Length > MaxBytes)
            {
                effect = TradeEffect.None;
                return false;
            }

            var table = scheme == SaleConditionScheme.Cta ? CtaEffects : UtpEffects;
            foreach (var code in codes)
            {
                int entry = code < table.Length ? table[code] : NotACode;
                allowed &= entry;
                marks |= entry;
                count += code == ' ' ? 0 : 1;
            }
        }

        // Where a trade is the last sale in any case, "if it is the first" says nothing more.
        allowed &= ~((allowed & (int)TradeEffect.Last) << LastIfFirstOverLast);
        effect = (TradeEffect)(allowed | (marks & Marks));
        return (marks & NotACode) == 0 && count <= MaxCodes;
    }

    private static byte[] BuildTable(params ReadOnlySpan<(byte Effect, string Codes)> rows)
    {
        var table = new byte[128];
        table.AsSpan(0, ' ').Fill(NotACode);
        table.AsSpan(' ' + 1, '~' - ' ').Fill(VolumeOnly);
        table[0x7F] = NotACode;
        table[' '] = Regular;
        foreach (var (effect, codes) in rows)
        {
            foreach (var code in codes)
            {
                table[code] = effect;
            }
        }

        return table;
    }
}
