using System.Text;
using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Iex;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>A recorded market goes in over gRPC and comes out of streams as what a plain decoder finds in the recording.</summary>
public sealed class RecordedMarketTests
{
    private const int SymbolsPerStream = 500;

    private static string Recording => MarketDataFolder.File("iex", "iex_sample_TOPS1.6_20170710.pcapng.gz");

    [FactNeeds(Need.MarketData)]
    public async Task A_replay_by_the_feeds_program_arrives_whole_on_the_streams()
    {
        await using var server = await ServerProcess.StartAsync();

        await AssertArrivesAsync(server.HttpAddress, async () =>
        {
            await using var feed = FeedsProgram.Start("replay", Recording, "--speed", "max", "--server", server.GrpcAddress.ToString());
            Assert.True(await feed.WaitForExitAsync() == 0, string.Join('\n', feed.Errors));
            var summary = feed.Output.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
            Assert.Contains("messages 57,674", summary);
            Assert.Contains("ticks sent 57,673", summary);
            Assert.Contains("applied 57,673", summary);
        });
    }

    [FactNeeds(Need.MarketData)]
    public async Task A_replay_inside_the_process_arrives_whole_on_the_streams()
    {
        await using var server = await RunningServer.StartAsync();

        await AssertArrivesAsync(server.HttpAddress, async () =>
        {
            using var feed = new DecodedTicks(new IexDecoder(CaptureFile.Open(Recording)));
            await using var publisher = new FeedPublisher(new FeedPublisherOptions
            {
                Server = server.GrpcAddress,
                Provider = "iex-tops",
                Venue = "IEXG",
                PriceExponent = -4,
                Symbology = Symbology.NasdaqIntegrated,
                SaleConditions = SaleConditionScheme.Utp,
            });
            var pace = VenuePace.Recorded(PlaybackSpeed.Max, TimeProvider.System);
            Assert.Equal(FeedRunEnd.EndOfTicks, await new FeedRun(feed, publisher, pace, TimeProvider.System).RunAsync(default));
            var totals = await publisher.CompleteAsync();
            Assert.Equal((57_673, 0, 0, 0), (totals.Applied, totals.Rejected, totals.Duplicates, totals.Gaps));
        });
    }

    private static async Task AssertArrivesAsync(Uri server, Func<Task> publishAsync)
    {
        var plain = PlainTopsDecoder.Read(Recording);
        Assert.Equal(57_674, plain.Messages);
        var symbols = CanonicalSymbols(plain);
        var streams = new List<StreamTail>();
        try
        {
            foreach (var some in symbols.Keys.Order().Chunk(SymbolsPerStream))
            {
                var stream = await StreamTail.OpenAsync(server, $"symbols={Join(some)}&maxRate=max&trades=*");
                streams.Add(stream);
                await Eventually.True(() => stream.Has("ready"));
                Assert.Equal(0, stream.Named("ready").Single().GetProperty("symbols").GetInt32());
            }

            await publishAsync();

            var quotes = await ReadQuotesAsync(server, symbols.Keys);
            Assert.Equal(symbols.Count, quotes.Count);
            await AssertCurrentAsync(streams, quotes, plain);
            var streamed = streams.SelectMany(stream => stream.Quotes).ToDictionary();
            Faults.AssertNone(streams.SelectMany(stream => stream.Faults));
            Faults.AssertNone(symbols.SelectMany(pair => RecordedFaults.OfQuote(pair.Key, pair.Value, quotes[pair.Key])));
            Faults.AssertNone(symbols.SelectMany(pair => RecordedFaults.OfQuote(pair.Key, pair.Value, streamed[pair.Key])));
            var trades = streams.SelectMany(stream => stream.Trades).ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
            Faults.AssertNone(symbols.SelectMany(pair => RecordedFaults.OfTrades(pair.Key, pair.Value, trades.GetValueOrDefault(pair.Key, []))));
        }
        finally
        {
            await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
        }
    }

    // A root without a suffix is its own canonical name; what has one is translated by the server's own table, which has its own tests.
    private static Dictionary<string, PlainSymbol> CanonicalSymbols(PlainTopsDecoder plain)
    {
        var roots = plain.Symbols.Where(pair => pair.Key.All(char.IsAsciiLetterOrDigit)).ToDictionary();
        Assert.Equal((7_303, 496), (roots.Count, plain.Symbols.Count - roots.Count));
        var canonical = new byte[CanonicalSymbol.MaxLength];
        foreach (var (name, symbol) in plain.Symbols.Where(pair => !roots.ContainsKey(pair.Key)))
        {
            var nasdaq = Encoding.ASCII.GetBytes(name);
            Assert.True(SymbolConversion.TryToCanonical(ProviderSymbology.NasdaqIntegrated, nasdaq, canonical, out var length), name);
            roots.Add(Encoding.ASCII.GetString(canonical, 0, length), symbol);
        }

        return roots;
    }

    private static async Task<Dictionary<string, JsonElement>> ReadQuotesAsync(Uri server, IEnumerable<string> symbols)
    {
        using var http = new HttpClient { BaseAddress = server };
        var quotes = new Dictionary<string, JsonElement>();
        foreach (var some in symbols.Chunk(SymbolsPerStream))
        {
            var answer = JsonElement.Parse(await http.GetByteArrayAsync($"/v1/quotes?symbols={Join(some)}"));
            foreach (var quote in answer.GetProperty("quotes").EnumerateArray())
            {
                quotes.Add(quote.GetProperty("symbol").GetString()!, quote);
            }
        }

        return quotes;
    }

    private static Task AssertCurrentAsync(List<StreamTail> streams, Dictionary<string, JsonElement> quotes, PlainTopsDecoder plain)
    {
        // A broken trade is told by an event of its own.
        var tradeEvents = plain.Symbols.Values.Sum(symbol => symbol.Trades.Count + symbol.Broken.Count);
        return Eventually.True(() =>
            streams.Sum(stream => stream.Trades.Values.Sum(trades => trades.Count)) >= tradeEvents
            && streams.Sum(stream => stream.Quotes.Count) == quotes.Count
            && streams.All(stream => stream.Quotes.All(pair => RecordedFaults.Number(pair.Value, "seq") >= RecordedFaults.Number(quotes[pair.Key], "seq"))));
    }

    private static string Join(IEnumerable<string> symbols) => string.Join(',', symbols.Select(Uri.EscapeDataString));
}
