using QuoteStream.MarketData.Book;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What a venue's reason code says of the trading state, where the provider gives no state beside it.</summary>
/// <remarks>
/// Sources: Nasdaq's trade halt codes (nasdaqtrader.com, Trade Halt Codes; TotalView-ITCH 5.0, appendix of stock trading actions) with its resumption
/// codes, IEX TOPS 1.66 (trading status reasons), NYSE's halt condition '~' (XDP common client specification). What stands in none of them is a halt:
/// a code that we do not understand must not look tradable. NYSE's other conditions are single letters that other feeds use for something else, and
/// are all halts, so they need no row.
/// </remarks>
internal static class StatusCodes
{
    /// <param name="code">Spaces at its end do not count.</param>
    public static TradingState StateOf(ReadOnlySpan<byte> code) => code.TrimEnd((byte)' ') switch
    {
        // Volatility pauses: limit up-limit down, its straddle, and the single stock pause that came before it.
        [(byte)'L', (byte)'U', (byte)'D', (byte)'P' or (byte)'S'] or [(byte)'T', (byte)'5'] => TradingState.Paused,

        // Quotes without trades: after a single stock pause, and an initial offering's display and order acceptance periods.
        [(byte)'T', (byte)'7'] => TradingState.QuoteOnly,
        [(byte)'I', (byte)'P', (byte)'O', (byte)'Q' or (byte)'E' or (byte)'2' or (byte)'3'] => TradingState.QuoteOnly,

        // An issue, new or not, is available (R1, R2), or the reason for the halt is gone (R4, R9, C3, C4, C9, C11, MWCQ).
        [(byte)'R', (byte)'1' or (byte)'2' or (byte)'4' or (byte)'9'] => TradingState.Trading,
        [(byte)'C', (byte)'3' or (byte)'4' or (byte)'9'] or [(byte)'C', (byte)'1', (byte)'1'] => TradingState.Trading,
        [(byte)'M', (byte)'W', (byte)'C', (byte)'Q'] or [(byte)'~'] => TradingState.Trading,

        // Deleted from the list.
        [(byte)'D'] => TradingState.Closed,

        // News (T1, T2, T3), activity, funds, information (T6, T8, T12), compliance (H4, H9, H10, H11), operations (O1), corporate action and no
        // quotation (M1, M2), market-wide breakers (MWC0 to MWC3, IEX MCB1 to MCB3), offerings not yet trading (IPO1, IPOD): halted, as is all else.
        _ => TradingState.Halted,
    };
}
