using QuoteStream.MarketData.Channels;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary>What the streams share of one symbol: its encoded events.</summary>
internal sealed class SymbolFrames(SymbolChannel channel, TimeProvider time)
{
    private TradeFrames? _trades;

    public SymbolChannel Channel { get; } = channel;

    public QuoteFrame Quote { get; } = new(channel, time);

    public StatusEvent Status { get; } = new(channel.Symbol);

    /// <summary>Made when the first stream wants the symbol's trades.</summary>
    // Two first streams may each make one; the exchange keeps a single one.
    public TradeFrames Trades => Volatile.Read(ref _trades) ?? Interlocked.CompareExchange(ref _trades, new TradeFrames(Channel), null) ?? _trades;
}
