using System.Globalization;
using System.IO.Compression;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>Reads a day of one share from its two files of the consolidated tape, row by row. Shares no code with the feed.</summary>
internal sealed class PlainTape
{
    // Nasdaq prints two letters.
    private static readonly Dictionary<string, string> SameExchange = new() { ["T"] = "Q" };

    private readonly Dictionary<string, PlainQuote> _quotes = [];

    private PlainTape(string tradeZip, string quoteZip)
    {
        Trades = Rows(tradeZip).Count();
        foreach (var row in Rows(quoteZip))
        {
            var exchange = SameExchange.GetValueOrDefault(row[5], row[5]);
            var quote = _quotes.GetValueOrDefault(exchange, new PlainQuote(0, 0, 0, 0));
            var isBid = Number(row[1]) > 0;
            Assert.NotEqual(isBid, Number(row[3]) > 0);
            _quotes[exchange] = isBid
                ? quote with { Bid = Number(row[1]), BidSize = Number(row[2]) }
                : quote with { Ask = Number(row[3]), AskSize = Number(row[4]) };
        }
    }

    public int Trades { get; }

    /// <summary>The best over all exchanges: at the best price the largest size.</summary>
    public PlainQuote LastQuote
    {
        get
        {
            var bid = _quotes.Values.Where(quote => quote.BidSize > 0).MaxBy(quote => (quote.Bid, quote.BidSize))!;
            var ask = _quotes.Values.Where(quote => quote.AskSize > 0).MinBy(quote => (quote.Ask, -quote.AskSize))!;
            return new PlainQuote(bid.Bid, bid.BidSize, ask.Ask, ask.AskSize);
        }
    }

    public static PlainTape Read(string tradeZip, string quoteZip) => new(tradeZip, quoteZip);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Rows(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.Entries.Single().Open());
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }
}
