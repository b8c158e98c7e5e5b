using System.Collections.Concurrent;
using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>The shared frames of every symbol that was ever watched.</summary>
/// <remarks>Any number of threads. Bounded by the number of symbols. Asked once per subscription, not per event.</remarks>
internal sealed class FrameStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, SymbolFrames> _byIndex = new();

    public SymbolFrames For(SymbolChannel channel) =>
        _byIndex.GetOrAdd(channel.Index, static (_, of) => new SymbolFrames(of.channel, of.time), (channel, time));
}
