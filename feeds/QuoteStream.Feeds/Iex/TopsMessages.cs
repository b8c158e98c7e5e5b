using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Iex;

/// <summary>The messages of TOPS: a quote update is the venue's best bid and offer, whole.</summary>
internal sealed class TopsMessages(bool skipTestSymbols, IexCounts counts) : IexMessages(IexFeed.Tops, skipTestSymbols, counts)
{
    // Late or not: whoever receives it tells by its number whether it is still news.
    protected override void AddQuoting(TickSink ticks, byte type, IexSymbol symbol, ReadOnlySpan<byte> message, bool isLate) => ticks.Quote(
        Symbol,
        VenueTimeNanos,
        BinaryPrimitives.ReadInt64LittleEndian(message[22..]),
        BinaryPrimitives.ReadUInt32LittleEndian(message[18..]),
        BinaryPrimitives.ReadInt64LittleEndian(message[30..]),
        BinaryPrimitives.ReadUInt32LittleEndian(message[38..]));
}
