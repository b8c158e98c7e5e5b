using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class SuspiciousTradeEventTests
{
    [Fact]
    public async Task Far_price_is_told_as_such_and_shown_once_a_second_trade_confirms_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var ticks = new TickSource(server);
        ticks.Trade("A", 100_00, 3);
        using var stream = await RawStream.OpenAsync(server.HttpAddress, "symbols=A&trades=A&maxRate=max");
        await stream.NextAsync("ready");

        ticks.Trade("A", 1_000_00, 1);
        var far = (await stream.NextAsync("trade")).Data;
        Assert.True(far.GetProperty("suspicious").GetBoolean());
        Assert.True(far.GetProperty("regular").GetBoolean());
        var quote = (await QuotesAsync()).GetProperty("quotes")[0];
        Assert.Equal((100, 4, 100), (Number(quote, "last"), Number(quote, "volume"), Number(quote, "vwap")));

        ticks.Trade("A", 1_001_00, 2);
        Assert.False((await stream.NextAsync("trade")).Data.TryGetProperty("suspicious", out _));
        quote = (await QuotesAsync()).GetProperty("quotes")[0];
        Assert.Equal((1_001, 1_001, 550.333333m), (Number(quote, "last"), Number(quote, "high"), Number(quote, "vwap")));

        async Task<System.Text.Json.JsonElement> QuotesAsync() =>
            System.Text.Json.JsonDocument.Parse(await server.Http.GetStringAsync("/v1/quotes?symbols=A")).RootElement;
        decimal Number(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetDecimal();
    }
}
