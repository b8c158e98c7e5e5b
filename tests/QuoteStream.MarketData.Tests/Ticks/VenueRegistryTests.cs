using System.Text;
using QuoteStream.MarketData.Tests.FeedHandling;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.Ticks;

public sealed class VenueRegistryTests
{
    [Theory]
    [InlineData("XNYS", "US")]
    [InlineData("XNAS", "US")]
    [InlineData("ARCX", "US")]
    [InlineData("BATS", "US")]
    [InlineData("EDGX", "US")]
    [InlineData("IEXG", "US")]
    [InlineData("MEMX", "US")]
    [InlineData("XLON", "GB")]
    [InlineData("XTKS", "JP")]
    [InlineData("XETR", "DE")]
    [InlineData("XOFF", "ZZ")]
    public void Venue_is_registered_in_its_country(string code, string country)
    {
        Assert.True(VenueRegistry.Iso10383.Contains(TestMarket.Venue(code)));
        Assert.Equal(country, VenueRegistry.Iso10383.CountryOf(TestMarket.Venue(code)));
    }

    [Theory]
    [InlineData("XQQX")]
    [InlineData("ZZZZ")]
    [InlineData("0000")]
    [InlineData("AAPL")]
    public void Code_that_nobody_registered_is_none(string code)
    {
        Assert.False(VenueRegistry.Iso10383.Contains(TestMarket.Venue(code)));
        Assert.Equal("", VenueRegistry.Iso10383.CountryOf(TestMarket.Venue(code)));
    }

    [Fact]
    public void No_venue_is_not_one_and_neither_are_four_bytes_of_anything_else()
    {
        Assert.False(VenueRegistry.Iso10383.Contains(Mic.None));
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            // The highest bit of the lowest byte: no character of a code has it.
            Assert.False(VenueRegistry.Iso10383.Contains(new Mic((uint)random.NextInt64(1L << 32) | 0x80)));
        }
    }

    [Fact]
    public void Added_venues_are_known_beside_the_registered_ones()
    {
        var registry = VenueRegistry.Iso10383.With(["XQQX", "XLTE:US", "XLON:IE"]);
        Assert.True(registry.Contains(TestMarket.Venue("XQQX")));
        Assert.Equal(
            ["", "US", "IE", "US", ""],
            new[] { "XQQX", "XLTE", "XLON", "XNYS", "ZZZZ" }.Select(code => registry.CountryOf(TestMarket.Venue(code))));
        Assert.False(VenueRegistry.Iso10383.Contains(TestMarket.Venue("XQQX")));
        Assert.Same(VenueRegistry.Iso10383, VenueRegistry.Iso10383.With([]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("xnew")]
    [InlineData("XQQXS")]
    [InlineData("XQQX:")]
    [InlineData("XQQX:us")]
    [InlineData("XQQX:USA")]
    [InlineData(":US")]
    [InlineData("XQQX:US:GB")]
    public void Text_that_is_no_venue_is_refused_by_name(string text) => Assert.Contains(
        $"'{text}'", Assert.Throws<FormatException>(() => VenueRegistry.Iso10383.With(["XOKX", text])).Message, StringComparison.Ordinal);

    [Fact]
    public void As_many_venues_as_may_be_added_are_all_found()
    {
        string[] codes = [.. Enumerable.Range(0, 1_000).Select(i => $"{i:0000}")];
        var registry = VenueRegistry.Iso10383.With(codes);
        Assert.All(codes, code => Assert.True(registry.Contains(TestMarket.Venue(code))));
    }

    [FactNeeds(Need.MarketData)]
    public void Every_code_of_the_registrys_list_is_known_with_its_country_and_no_other()
    {
        const int Country = 8;
        var rows = File.ReadLines(MarketDataFolder.File("symbols", "ISO10383_MIC.derived.csv"), Encoding.Latin1).Skip(1).Select(SplitRow).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(row[Country], VenueRegistry.Iso10383.CountryOf(TestMarket.Venue(row[0]))));

        var listed = rows.Select(row => row[0]).ToHashSet();
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            var code = string.Concat(Enumerable.Range(0, Mic.Length).Select(_ => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[random.Next(36)]));
            Assert.Equal(listed.Contains(code), VenueRegistry.Iso10383.Contains(TestMarket.Venue(code)));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var venue = TestMarket.Venue("XNAS");
        AllocationAssert.None(() => Assert.True(VenueRegistry.Iso10383.Contains(venue)));
    }

    private static List<string> SplitRow(string row)
    {
        var fields = new List<string> { "" };
        var isQuoted = false;
        foreach (var character in row)
        {
            isQuoted ^= character == '"';
            if (character == ',' && !isQuoted)
            {
                fields.Add("");
            }
            else if (character != '"')
            {
                fields[^1] += character;
            }
        }

        return fields;
    }
}
