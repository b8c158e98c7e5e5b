using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming.Transport;

namespace QuoteStream.Server.Streaming;

/// <summary>What every stream works with.</summary>
internal sealed record StreamParts(
    SymbolTable Symbols,
    FrameStore Frames,
    UnknownSymbols UnknownSymbols,
    FeedHandler Feeds,
    TimingWheel Wheel,
    StreamCounters Counters,
    CompressorPlaces Compressors,
    StreamingOptions Options,
    ServerIdentity Identity,
    TimeProvider Time)
{
    /// <summary>
    /// Whether a cursor says anything here: not another run's, nor with a tide that is still to come, by which ticks to come would count as sent.
    /// </summary>
    public bool IsOurs(in StreamCursor cursor) => cursor.Epoch == Identity.Epoch && cursor.Tide <= Symbols.Tide.Issued;
}
