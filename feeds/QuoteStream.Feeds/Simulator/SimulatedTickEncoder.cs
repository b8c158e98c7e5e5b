using System.Buffers;
using System.Buffers.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Simulator;

/// <summary>Puts the simulated exchange's ticks into batches.</summary>
/// <remarks>Hot path: once per tick. Must not allocate.</remarks>
/// <param name="tradeIdDigits">Of a trade's id, at least; with zeros in front.</param>
internal sealed class SimulatedTickEncoder(byte tradeIdDigits)
{
    // Of a 64-bit number.
    private const int MostDigits = 20;

    private readonly StandardFormat _idFormat = new('D', tradeIdDigits);

    public void Add(TickBatch batch, in SimulatedTick tick, SimulatedSymbol symbol, ulong timeNanos)
    {
        byte[] venue = symbol.Venues[tick.Venue].Mic;
        switch (tick.Kind)
        {
            case SimulatedTickKind.Quote:
                batch.AddQuote(symbol.Name, timeNanos, tick.Price, tick.Size, tick.AskPrice, tick.AskSize, venue);
                break;
            case SimulatedTickKind.Trade or SimulatedTickKind.Cancel or SimulatedTickKind.Correction:
                AddTrade(batch, in tick, symbol, timeNanos, venue);
                break;
            case SimulatedTickKind.Reference:
                batch.AddReference(symbol.Name, timeNanos, symbol.Reference, venue);
                break;
            default:
                (TradingState state, byte[] reason) = StateOf(tick.Kind);
                batch.AddStatus(symbol.Name, timeNanos, state, reason, venue);
                break;
        }
    }

    private void AddTrade(TickBatch batch, in SimulatedTick tick, SimulatedSymbol symbol, ulong timeNanos, byte[] venue)
    {
        Span<byte> idText = stackalloc byte[MostDigits];
        Span<byte> originalText = stackalloc byte[MostDigits];
        Utf8Formatter.TryFormat(tick.TradeId, idText, out int idLength, _idFormat);
        Utf8Formatter.TryFormat(tick.OriginalTradeId, originalText, out int originalLength, _idFormat);
        ReadOnlySpan<byte> id = idText[..idLength];
        ReadOnlySpan<byte> original = originalText[..originalLength];
        switch (tick.Kind)
        {
            case SimulatedTickKind.Trade:
                batch.AddTrade(symbol.Name, timeNanos, tick.Price, tick.Size, id, ConditionsOf(tick.Sale), venue);
                break;
            case SimulatedTickKind.Cancel:
                batch.AddCancel(symbol.Name, timeNanos, original, venue);
                break;
            default:
                batch.AddCorrection(symbol.Name, timeNanos, original, tick.Price, tick.Size, id, ConditionsOf(tick.Sale), venue);
                break;
        }
    }

    // Reasons as the UTP plan prints them.
    private static (TradingState State, byte[] Reason) StateOf(SimulatedTickKind kind) => kind switch
    {
        SimulatedTickKind.PreOpen => (TradingState.PreOpen, []),
        SimulatedTickKind.Trading => (TradingState.Trading, []),
        SimulatedTickKind.Paused => (TradingState.Paused, Reason.Luld),
        SimulatedTickKind.Halted => (TradingState.Halted, Reason.NewsPending),
        SimulatedTickKind.NewsReleased => (TradingState.Halted, Reason.NewsReleased),
        SimulatedTickKind.QuoteOnly => (TradingState.QuoteOnly, Reason.ResumptionTimes),
        SimulatedTickKind.Closed => (TradingState.Closed, []),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No status."),
    };

    // As the UTP tape prints them: settlement, exemption, hours, detail.
    private static ReadOnlySpan<byte> ConditionsOf(SaleKind sale) => sale switch
    {
        SaleKind.Regular => "@"u8,
        SaleKind.Sweep => "@F"u8,
        SaleKind.OddLot => "@  I"u8,
        SaleKind.OddLotSweep => "@F I"u8,
        SaleKind.Opening => "@O X"u8,
        SaleKind.Reopening => "@5 X"u8,
        SaleKind.Closing => "@6 X"u8,
        _ => default,
    };

    private static class Reason
    {
        public static readonly byte[] Luld = "LUDP"u8.ToArray();
        public static readonly byte[] NewsPending = "T1"u8.ToArray();
        public static readonly byte[] NewsReleased = "T2"u8.ToArray();
        public static readonly byte[] ResumptionTimes = "T3"u8.ToArray();
    }
}
