using System.Text;
using System.Text.Json;
using QuoteStream.Client.Feeds;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>A market of a few symbols that goes on until it is stopped; then everybody can hold the same state of it.</summary>
internal sealed class RelayedMarket(RunningServer server, int seed) : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Symbols = ["A", "BRK.B", "C/D"];

    // More than one write a second for each symbol and reader, and nothing that two shared cores would notice.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly FeedPublisher _publisher = new(new FeedPublisherOptions
    {
        Server = server.GrpcAddress, Provider = "relayed", Venue = "XNAS", PriceExponent = -2,
    });

    private readonly Random _random = new(seed);
    private long _number;

    // How many each symbol has had.
    private readonly Dictionary<string, int> _trades = Symbols.ToDictionary(symbol => symbol, _ => 0);

    /// <summary>The query that watches all of it.</summary>
    public static string Query => $"symbols={string.Join(',', Symbols.Select(Uri.EscapeDataString))}&trades=*&maxRate=20";

    /// <summary>A quote of each symbol, and no trade: a trade before a reader has an id is not the reader's.</summary>
    public Task OpenAsync() => PublishAsync(mostTrades: 0);

    public async Task RunUntilAsync(Task stop)
    {
        while (!stop.IsCompleted)
        {
            await PublishAsync(mostTrades: 4);
            await Task.WhenAny(stop, Task.Delay(Pause));
        }

        await stop;

        // So that each symbol has a last trade and a last quote that nobody can have before the end.
        await PublishAsync(mostTrades: 4, leastTrades: 1);
        await Eventually.True(() => _publisher.Totals.Applied == _publisher.Totals.Sent);
    }

    /// <summary>The last quotes, and the numbers of all trades: what everybody has to hold in the end.</summary>
    public async Task<KeptState> StateAsync()
    {
        var answer = JsonElement.Parse(await server.Http.GetStringAsync($"/v1/quotes?{Query.Split('&')[0]}"));
        var quotes = answer.GetProperty("quotes").EnumerateArray().Select(quote => new ParsedEvent("quote", quote.GetRawText(), ""));
        var trades = _trades.SelectMany(pair => Enumerable.Range(1, pair.Value).Select(
            seq => new ParsedEvent("trade", $$"""{"symbol":"{{pair.Key}}","seq":{{seq}}}""", "")));
        return KeptState.Of(quotes.Concat(trades));
    }

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();

    private async Task PublishAsync(int mostTrades, int leastTrades = 0)
    {
        var batch = new TickBatch();
        foreach (var symbol in Symbols)
        {
            var name = Encoding.ASCII.GetBytes(symbol);
            var price = 100_00 + _random.Next(100);
            batch.AddQuote(name, Nanos.Now, price, (ulong)++_number, price + 1, (ulong)_random.Next(1, 1_000));
            for (var left = _random.Next(leastTrades, mostTrades + 1); left > 0; left--)
            {
                batch.AddTrade(name, Nanos.Now, price, (ulong)_random.Next(1, 1_000), Encoding.ASCII.GetBytes($"{++_number}"), "@"u8);
                _trades[symbol]++;
            }
        }

        await _publisher.PublishAsync(batch);
    }
}
