using System.Buffers.Binary;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Iex;

/// <summary>Whether a symbol trades on IEX: its regulatory status, and IEX's own halts beside it.</summary>
/// <param name="Regulatory">The letter of the last trading status message.</param>
/// <param name="Reason">Its reason, as it came.</param>
internal readonly record struct IexTradingStatus(byte Regulatory, uint Reason, bool IsOperationallyHalted)
{
    public const int ReasonBytes = 4;

    private const byte Trading = (byte)'T';
    private const uint NoReason = 0x20202020;

    /// <summary>Until a message says otherwise.</summary>
    public static IexTradingStatus PlainTrading => new(Trading, NoReason, IsOperationallyHalted: false);

    /// <summary>Nothing here would have to be remembered.</summary>
    public bool IsPlainTrading => Regulatory == Trading && !IsOperationallyHalted;

    /// <summary>The regulatory status alone would let the symbol trade.</summary>
    public bool IsOnlyOperationallyHalted => Regulatory == Trading && IsOperationallyHalted;

    /// <summary><see cref="TradingState.Unspecified"/> for a status that TOPS does not have.</summary>
    public TradingState State => Regulatory switch
    {
        Trading => IsOperationallyHalted ? TradingState.Halted : TradingState.Trading,
        (byte)'H' => TradingState.Halted,
        (byte)'P' => TradingState.Paused,

        // Released from a halt into an order acceptance period: orders gather, nothing trades yet.
        (byte)'O' => TradingState.QuoteOnly,
        _ => TradingState.Unspecified,
    };

    public static uint ReadReason(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Writes the reason without its padding; returns its length.</summary>
    public int CopyReasonTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Reason);
        return target[..ReasonBytes].TrimEnd((byte)' ').Length;
    }
}
