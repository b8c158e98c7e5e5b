using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Processes;

public sealed class DemoMarketTests
{
    // About 70 are quoted; a few may be opening or halted at the moment.
    private const int LeastSymbols = 60;

    [Fact]
    public async Task A_server_with_its_demo_streams_some_seventy_symbols_that_say_they_are_simulated()
    {
        await using var server = await ServerProcess.StartAsync(("Demo:Enabled", "true"));
        using var http = new HttpClient { BaseAddress = server.HttpAddress };
        string[] symbols = [];
        await Eventually.True(async () => (symbols = await SymbolsAsync(http)).Length >= LeastSymbols);

        await using var stream = await StreamTail.OpenAsync(
            server.HttpAddress, $"symbols={string.Join(',', symbols.Select(Uri.EscapeDataString))}&maxRate=10");

        await Eventually.True(() => stream.Quotes.Count == symbols.Length && stream.Named("quote").Count() > 3 * symbols.Length);
        Assert.True(stream.Named("hello").Single().GetProperty("simulated").GetBoolean());
        await Eventually.True(() => stream.Quotes.Values.Count(quote => quote.TryGetProperty("bid", out _)) >= LeastSymbols);
        Faults.AssertNone(stream.Faults);
        Assert.Equal(0, await server.TerminateAsync());
        Assert.True(await stream.Ended);
        Assert.Empty(server.Errors);
    }

    private static async Task<string[]> SymbolsAsync(HttpClient http)
    {
        var answer = JsonElement.Parse(await http.GetByteArrayAsync("/v1/instruments?limit=100"));
        return [.. answer.GetProperty("instruments").EnumerateArray().Select(instrument => instrument.GetProperty("symbol").GetString()!)];
    }
}
