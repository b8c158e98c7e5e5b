using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Itch;

/// <summary>Whether a stock trades: its status on all markets, and this market's own halt beside it.</summary>
/// <param name="Everywhere">The letter of the last trading action.</param>
/// <param name="Reason">Its reason, as it came.</param>
internal readonly record struct ItchTradingStatus(byte Everywhere, uint Reason, bool IsHaltedHere)
{
    public const int ReasonBytes = 4;

    private const byte Trading = (byte)'T';
    private const uint NoReason = 0x20202020;

    // Why an exchange stops on its own account, in the words of the halt codes.
    private static ReadOnlySpan<byte> OperationsHaltReason => "O1"u8;

    /// <summary>Until a message says otherwise.</summary>
    public static ItchTradingStatus PlainTrading => new(Trading, NoReason, IsHaltedHere: false);

    /// <summary><see cref="TradingState.Unspecified"/> for a letter that the feed does not have.</summary>
    public TradingState State => Everywhere switch
    {
        Trading => IsHaltedHere ? TradingState.Halted : TradingState.Trading,
        (byte)'H' => TradingState.Halted,
        (byte)'P' => TradingState.Paused,
        (byte)'Q' => TradingState.QuoteOnly,
        _ => TradingState.Unspecified,
    };

    /// <summary>Writes the reason of the state without its padding; returns its length.</summary>
    public int CopyReasonTo(Span<byte> target)
    {
        if (Everywhere == Trading && IsHaltedHere)
        {
            OperationsHaltReason.CopyTo(target);
            return OperationsHaltReason.Length;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(target, Reason);
        return target[..ReasonBytes].TrimEnd((byte)' ').Length;
    }
}
