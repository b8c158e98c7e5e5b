using System.Text;
using System.Text.Json;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>Books and tapes, of which the feeds make quotes, go in over gRPC and come out of streams as what a plain decoder finds.</summary>
public sealed class RecordedDepthTests
{
    [FactNeeds(Need.MarketData)]
    public async Task A_recorded_depth_feed_arrives_as_the_best_of_its_books()
    {
        var recording = MarketDataFolder.File("iex", "iex_sample_DEEP1.0_20170425.pcap.gz");
        var plain = PlainDeepDecoder.Read(recording);
        Assert.Equal((391_999, 20), (plain.Messages, plain.LastQuotes.Count));
        await using var server = await ServerProcess.StartAsync();
        var quotes = plain.LastQuotes.ToDictionary(pair => Canonical(pair.Key), pair => pair.Value);
        var prints = plain.Prints.ToDictionary(pair => Canonical(pair.Key), pair => pair.Value);
        await using var stream = await OpenAsync(server.HttpAddress, quotes.Keys.Union(prints.Keys));

        var summary = await ReplayAsync(server, recording);

        // The first message of all has no symbol yet to hold its number with.
        Assert.Contains("messages 391,999", summary);
        Assert.Contains("applied 391,998", summary);
        await AssertArrivedAsync(server.HttpAddress, stream, quotes, prints);
    }

    [FactNeeds(Need.MarketData)]
    public async Task Recorded_days_of_the_tape_arrive_as_the_best_quote_of_all_exchanges_and_every_trade()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var stream = await OpenAsync(server.HttpAddress, ["IBM"]);
        var trades = 0;
        foreach (var date in (string[])["20131007", "20131008"])
        {
            string[] files = [MarketDataFolder.File("equities-csv", $"{date}_tick_trade.zip"), MarketDataFolder.File("equities-csv", $"{date}_tick_quote.zip")];
            var plain = PlainTape.Read(files[0], files[1]);
            trades += plain.Trades;

            var summary = await ReplayAsync(server, files);

            Assert.Contains($"trades {plain.Trades:N0}", summary);
            Assert.DoesNotContain(summary, line => line.StartsWith("rejected", StringComparison.Ordinal));
            await AssertArrivedAsync(server.HttpAddress, stream, new() { ["IBM"] = plain.LastQuote }, new() { ["IBM"] = trades });
        }
    }

    // A suffix is translated by the server's own table, which has its own tests.
    private static string Canonical(string symbol)
    {
        var canonical = new byte[CanonicalSymbol.MaxLength];
        Assert.True(SymbolConversion.TryToCanonical(ProviderSymbology.NasdaqIntegrated, Encoding.ASCII.GetBytes(symbol), canonical, out var length), symbol);
        return Encoding.ASCII.GetString(canonical, 0, length);
    }

    private static async Task<StreamTail> OpenAsync(Uri server, IEnumerable<string> symbols)
    {
        var stream = await StreamTail.OpenAsync(server, $"symbols={string.Join(',', symbols.Select(Uri.EscapeDataString))}&maxRate=max&trades=*");
        await Eventually.True(() => stream.Has("ready"));
        return stream;
    }

    /// <returns>The program's last words, with single spaces.</returns>
    private static async Task<string[]> ReplayAsync(ServerProcess server, params string[] files)
    {
        await using var feed = FeedsProgram.Start(["replay", .. files, "--speed", "max", "--server", server.GrpcAddress.ToString()]);
        Assert.True(await feed.WaitForExitAsync() == 0, string.Join('\n', feed.Errors));
        return [.. feed.Output.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <param name="prints">Trades, and what took them back.</param>
    private static async Task AssertArrivedAsync(Uri server, StreamTail stream, Dictionary<string, PlainQuote> quotes, Dictionary<string, int> prints)
    {
        // What a stream was too slow for it is told the number of: with that, not one is missing.
        await Eventually.True(() => prints.All(symbol => PrintsOf(stream, symbol.Key) == symbol.Value));
        foreach (var (symbol, quote) in quotes)
        {
            Assert.Equal((symbol, quote), (symbol, PlainQuote.Of(await ReadQuoteAsync(server, symbol))));
            await Eventually.True(() => stream.Quotes.TryGetValue(symbol, out var streamed) && PlainQuote.Of(streamed) == quote);
        }
    }

    private static long PrintsOf(StreamTail stream, string symbol) =>
        (stream.Trades.TryGetValue(symbol, out var trades) ? trades.Count : 0)
        + GapsOf(stream).Where(gap => gap.GetProperty("symbol").GetString() == symbol).Sum(gap => gap.GetProperty("missed").GetInt64());

    // The tail notes a gap as a fault, in the event's own words.
    private static IEnumerable<JsonElement> GapsOf(StreamTail stream) =>
        stream.Faults.Where(fault => fault.StartsWith('{')).Select(fault => JsonElement.Parse(fault));

    private static async Task<JsonElement> ReadQuoteAsync(Uri server, string symbol)
    {
        using var http = new HttpClient { BaseAddress = server };
        var answer = JsonElement.Parse(await http.GetByteArrayAsync($"/v1/quotes?symbols={Uri.EscapeDataString(symbol)}"));
        return answer.GetProperty("quotes").EnumerateArray().Single();
    }
}
