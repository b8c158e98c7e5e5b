using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;

namespace QuoteStream.MarketData.Tests.Channels;

internal static class Publishing
{
    /// <summary>Publishes the patterned state of the next number, with an item in the ring of each kind.</summary>
    /// <param name="inTheMiddle">Called while the writer has its turn and the state is half changed.</param>
    public static void Publish(this SymbolChannel channel, ChangeKinds kinds, Action? inTheMiddle = null)
    {
        var book = channel.Enter();
        var next = PatternedQuote.Of(book.State.Sequence + 1);
        book.State.Nbbo = next.Nbbo;
        inTheMiddle?.Invoke();
        book.State = next;
        if ((kinds & ChangeKinds.Trade) != 0)
        {
            book.Trades.Append(new TradePrint { Size = next.Sequence }, next.ReceiveTimeNanos);
        }

        if ((kinds & ChangeKinds.Status) != 0)
        {
            book.StatusChanges.Append(new StatusChange { TimeNanos = next.Sequence }, next.ReceiveTimeNanos);
        }

        channel.Exit(kinds | ChangeKinds.Quote);
    }
}
