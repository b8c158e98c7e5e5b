using System.Text;

namespace QuoteStream.Feeds.Csv;

/// <summary>A symbol, and each exchange's quote of it: rows tell one side at a time.</summary>
internal sealed class TapeSymbol(string name)
{
    private readonly TapeQuote[] _quotes = new TapeQuote['Z' - 'A' + 1];
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    // Quotes do not outlive their day.
    private DateOnly _date;

    public ReadOnlySpan<byte> Name => _name;

    /// <summary>Applies a row's sides to its exchange's quote, which is returned whole.</summary>
    public TapeQuote Quote(DateOnly date, in TapeRow row)
    {
        if (date != _date)
        {
            _date = date;
            Array.Clear(_quotes);
        }

        // Two letters have been Nasdaq's: one exchange has one quote.
        ref TapeQuote quote = ref _quotes[(row.Exchange == 'T' ? 'Q' : row.Exchange) - 'A'];
        bool hasBid = row.Price != 0 || row.Size != 0;
        bool hasAsk = row.AskPrice != 0 || row.AskSize != 0;

        // A row of zeros takes both sides back.
        if (hasBid || !hasAsk)
        {
            (quote.BidPrice, quote.BidSize) = (row.Price, row.Size);
        }

        if (hasAsk || !hasBid)
        {
            (quote.AskPrice, quote.AskSize) = (row.AskPrice, row.AskSize);
        }

        return quote;
    }
}
