using Microsoft.Extensions.Configuration;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Operations;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest;

/// <summary>Who may publish what: the setting, and what a provider is told.</summary>
public sealed class ProviderRulesTests
{
    [Fact]
    public async Task Only_listed_providers_lines_venues_and_symbols_are_let_in()
    {
        await using var server = await RunningServer.StartAsync(
            ("Ingest:Providers:0:Provider", "listed"),
            ("Ingest:Providers:0:Venues", "XNAS, BATS"),
            ("Ingest:Providers:0:Symbols", "A*,BRK.?"),
            ("Ingest:Providers:0:Lines", "A"));
        var stranger = await FeedProvider.RefusedAsync(server, "stranger", "A");
        Assert.Equal((7, true), (stranger.Code, stranger.Text.Contains("'stranger'", StringComparison.Ordinal)));
        var otherLine = await FeedProvider.RefusedAsync(server, "listed", "B");
        Assert.Equal((7, true), (otherLine.Code, otherLine.Text.Contains("line 'B'", StringComparison.Ordinal)));
        Assert.Equal(3, (await FeedProvider.RefusedAsync(server, "NOT A NAME", "A")).Code);

        await using var provider = await FeedProvider.OpenAsync(server, "listed", "A");
        await provider.QuoteAsync("AAPL", 1_000_000);
        await provider.QuoteAsync("BRK.B", 1_000_000, "BATS");
        await provider.QuoteAsync("AAPL", 1_000_000, "ARCX");
        await provider.QuoteAsync("MSFT", 1_000_000);
        var totals = await provider.CloseAsync();
        Assert.Equal((2UL, 2UL), (totals.Applied, totals.Rejected));
        Assert.Equal([RejectReason.BadVenue, RejectReason.BadSymbol], totals.Rejections.Select(rejection => rejection.Reason));
        Assert.Contains("ARCX is not one of the venues", totals.Rejections[0].Detail, StringComparison.Ordinal);
        Assert.Contains("'MSFT' is not one of the symbols", totals.Rejections[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_are_read_whole()
    {
        var rules = Read(
            ("Ingest:Providers:0:Provider", "a"), ("Ingest:Providers:1:Provider", "b.c-1"), ("Ingest:Providers:1:Venues", "XNAS,ARCX"),
            ("Ingest:Providers:1:Symbols", "A*"), ("Ingest:Providers:1:Lines", "A, B"), ("Ingest:Providers:1:Priority", "100"));
        Assert.Equal(["a", "b.c-1"], rules.Select(rule => rule.Provider));
        Assert.Equal((0, 0, 0, (byte)0), (rules[0].Venues.Count, rules[0].Symbols.Count, rules[0].Lines.Count, rules[0].Priority));
        Assert.Equal(["XNAS", "ARCX"], rules[1].Venues.Select(venue => venue.ToString()));
        Assert.Equal(["A*"], rules[1].Symbols);
        Assert.Equal(["A", "B"], rules[1].Lines);
        Assert.Equal(100, rules[1].Priority);
        Assert.Empty(Read());
    }

    [Theory]
    [InlineData("Ingest:Providers", "a")]
    [InlineData("Ingest:Providers:0:Provider", "A")]
    [InlineData("Ingest:Providers:0:Provider", "")]
    [InlineData("Ingest:Providers:0:Venue", "XNAS")]
    [InlineData("Ingest:Providers:0:Venues", "XNAS,")]
    [InlineData("Ingest:Providers:0:Venues", "nasdaq")]
    [InlineData("Ingest:Providers:0:Symbols", "A B")]
    [InlineData("Ingest:Providers:0:Symbols", "AAPL,,MSFT")]
    [InlineData("Ingest:Providers:0:Lines", "C")]
    [InlineData("Ingest:Providers:0:Priority", "101")]
    [InlineData("Ingest:Providers:0:Priority", "-1")]
    [InlineData("Ingest:Providers:0:Priority", "high")]
    [InlineData("Ingest:Providers:0:Venues", "XNAS,XQQZ")]
    public void Bad_entry_is_refused_by_its_key(string key, string value)
    {
        var refusal = Assert.Throws<SettingException>(() => Read(("Ingest:Providers:0:Provider", "a"), (key, value)));
        Assert.Equal(key, refusal.Key);
    }

    [Fact]
    public void Lists_may_be_arrays_of_a_file()
    {
        var rule = Assert.Single(Read(
            ("Ingest:Providers:0:Provider", "a"), ("Ingest:Providers:0:Venues:0", "XNAS"), ("Ingest:Providers:0:Venues:1", "XQQX"),
            ("Ingest:Providers:0:Symbols:0", "A*"), ("Ingest:Providers:0:Lines:0", "B")));
        Assert.Equal(["XNAS", "XQQX"], rule.Venues.Select(venue => venue.ToString()));
        Assert.Equal(["A*"], rule.Symbols);
        Assert.Equal(["B"], rule.Lines);
        var refusal = Assert.Throws<SettingException>(() => Read(("Ingest:Providers:0:Provider", "a"), ("Ingest:Providers:0:Lines:0", "C")));
        Assert.Equal("Ingest:Providers:0:Lines", refusal.Key);
    }

    [Fact]
    public void Provider_that_is_listed_twice_is_refused() => Assert.Equal(
        "Ingest:Providers:1:Provider",
        Assert.Throws<SettingException>(() => Read(("Ingest:Providers:0:Provider", "a"), ("Ingest:Providers:1:Provider", "a"))).Key);

    private static IReadOnlyList<MarketData.FeedHandling.ProviderRule> Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        return ProviderRules.Read(configuration, VenueRegistry.Iso10383.With(["XQQX"]));
    }
}
