using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Iex;

/// <summary>The messages of DEEP: the size at each price, of which the best bid and offer are kept and told.</summary>
/// <remarks>
/// An event of the matching engine may change several levels, each by a message of its own; all but the last say that the event goes on.
/// In between a book may look crossed or empty that never was, so that a quote is published with the last only, and when it is another
/// than before: every other number is held by a tick that changes nothing.
/// After a gap the levels stay as they are. A message states what a level has become, so what was missed is in doubt at a few prices and
/// only until they change again, while an empty book would be wrong at once and about everything: with 60 packets of IEX's sample left
/// out, 1 of 1,000 quotes that follow differs from the whole recording's with the levels kept, 3 of 4 with the books emptied. That a
/// symbol may be affected is told by the hole in the numbers.
/// </remarks>
internal sealed class DeepMessages(bool skipTestSymbols, IexCounts counts) : IexMessages(IexFeed.Deep, skipTestSymbols, counts)
{
    private const byte EventComplete = 0x01;

    private readonly Dictionary<IexSymbol, DeepBook> _books = [];
    private readonly PriceLevelPool _pool = new();

    public override void BeginSession()
    {
        // A session begins with an empty book: the venue sends every level again.
        foreach (DeepBook book in _books.Values)
        {
            book.Clear();
        }
    }

    protected override void AddQuoting(TickSink ticks, byte type, IexSymbol symbol, ReadOnlySpan<byte> message, bool isLate)
    {
        long price = BinaryPrimitives.ReadInt64LittleEndian(message[22..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(message[18..]);
        if (price <= 0)
        {
            Counts.Unread(isKnown: true);
        }

        // What comes late may be older than what its level has become since.
        if (isLate || price <= 0 || BookOf(symbol) is not { } book)
        {
            ticks.Hold(Symbol, VenueTimeNanos);
            return;
        }

        PriceLevels side = type == IexMessageType.PriceLevelBuy ? book.Bids : book.Asks;
        if (!side.TrySet(price, size))
        {
            Counts.DroppedLevels++;
        }

        if ((message[1] & EventComplete) == 0 || !book.TryTakeChange(out DeepQuote quote))
        {
            ticks.Hold(Symbol, VenueTimeNanos);
            return;
        }

        ticks.Quote(Symbol, VenueTimeNanos, quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize);
    }

    private DeepBook? BookOf(IexSymbol symbol)
    {
        if (_books.TryGetValue(symbol, out DeepBook? book))
        {
            return book;
        }

        if (_books.Count == MaxRememberedSymbols)
        {
            Counts.DroppedLevels++;
            return null;
        }

        book = new DeepBook(_pool);
        _books.Add(symbol, book);
        return book;
    }
}
