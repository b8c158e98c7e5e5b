using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Dbn;

/// <summary>What a status record means: https://databento.com/docs/schemas-and-data-formats/status</summary>
internal static class DbnStatus
{
    private const byte Yes = (byte)'Y';

    /// <summary><see cref="TradingState.Unspecified"/>: nothing that changes whether the instrument trades.</summary>
    public static TradingState StateOf(ushort action, byte isTrading) => action switch
    {
        1 => TradingState.PreOpen,

        // Before and in an auction, quoting, an opening rotation: orders gather; where it says so, trading goes on beside it.
        2 or 3 or 4 or 5 => isTrading == Yes ? TradingState.Trading : TradingState.QuoteOnly,
        7 => TradingState.Trading,
        8 or 10 => TradingState.Halted,
        9 => TradingState.Paused,
        12 or 13 or 15 => TradingState.Closed,

        // No change, a new price indication, the time before the close, another restriction of short sales.
        0 or 6 or 11 or 14 => TradingState.Unspecified,

        // What later versions may add must not look tradable.
        _ => isTrading == Yes ? TradingState.Trading : TradingState.Halted,
    };

    /// <summary>The reason as Nasdaq's trade halt codes say it; empty where they have none.</summary>
    public static ReadOnlySpan<byte> ReasonOf(ushort reason) => reason switch
    {
        10 => "H11"u8,
        12 => "H4"u8,
        13 => "H9"u8,
        14 => "H10"u8,
        15 or 110 => "IPO1"u8,
        16 => "R1"u8,
        17 => "R4"u8,
        18 => "R9"u8,
        30 => "T1"u8,
        31 => "T2"u8,
        32 => "T3"u8,
        33 => "C3"u8,
        50 => "LUDP"u8,
        60 => "O1"u8,
        70 => "T12"u8,
        90 => "T8"u8,
        100 => "M1"u8,
        120 => "MWC1"u8,
        121 => "MWC2"u8,
        122 => "MWC3"u8,
        123 => "MWC0"u8,
        124 => "MWCQ"u8,
        130 => "M2"u8,
        _ => default,
    };
}
