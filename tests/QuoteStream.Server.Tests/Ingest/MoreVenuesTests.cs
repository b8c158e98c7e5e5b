using Microsoft.Extensions.Configuration;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Operations;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest;

public sealed class MoreVenuesTests
{
    [Fact]
    public async Task Line_of_an_added_venue_is_opened_and_one_of_another_invented_venue_is_refused()
    {
        await using var server = await RunningServer.StartAsync(("Ingest:MoreVenues", "XQQX, XLTE:US"));
        var feeds = (FeedHandler)server.Services.GetService(typeof(FeedHandler))!;
        Assert.Null(Open(feeds, "XQQX"));
        Assert.Null(Open(feeds, "XLTE"));
        Assert.Null(Open(feeds, "XNAS"));
        Assert.Contains("XQQZ is not a registered market identifier code", Open(feeds, "XQQZ"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xqqx")]
    [InlineData("XQQX,nowhere")]
    [InlineData("XQQX:U")]
    public void Text_that_is_no_venue_stops_the_start(string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Ingest:MoreVenues", (string?)value)]).Build();
        var refusal = Assert.Throws<SettingException>(() => SettingsSetup.Read<IngestOptions>(configuration));
        Assert.Equal("Ingest:MoreVenues", refusal.Key);
        Assert.Contains("is not a venue code", refusal.Message, StringComparison.Ordinal);
    }

    private static string? Open(FeedHandler feeds, string venue)
    {
        Assert.True(Mic.TryParse(venue, out var mic));
        using var line = feeds.OpenLine(
            new FeedTerms("venues", "", "1", mic, 0, 0, ProviderSymbology.Canonical, SaleConditionScheme.Unread), out var refusal);
        return refusal;
    }
}
