using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Testing;

namespace QuoteStream.MarketData.Tests.Symbology;

public sealed class SymbolConversionTests
{
    private static readonly ProviderSymbology[] Foreign =
        [ProviderSymbology.NasdaqIntegrated, ProviderSymbology.Cms, ProviderSymbology.Cqs];

    // Mostly what symbols are made of, so that many of the random ones mean something.
    private static readonly Gen<string> AnyPart = Gen.OneOf(
        Gen.Elements("AA", "BRK", "X", "U", "PR", "WS", "RT", "CL", "CV", "WD", "WI", "EC", "PP", "TEST"),
        Gen.Elements("-", ".", "+", "=", "^", "#", "$", "*", "%", "!", "@", "~", "/", " ", "p", "r", "w"),
        Gen.Choose('A', 'Z').Select(letter => ((char)letter).ToString()),
        Gen.Choose(' ', '~').Select(letter => ((char)letter).ToString()));

    private static readonly Arbitrary<string> AnySpelling = Gen.Choose(1, 6)
        .SelectMany(count => Gen.ArrayOf(AnyPart, count))
        .Select(string.Concat)
        .ToArbitrary();

    [Theory]
    [InlineData("AAPL", "AAPL", "AAPL", "AAPL")]
    [InlineData("AA.PR", "AA-", "AA PR", "AAp")]
    [InlineData("AA.PRA", "AA-A", "AA PRA", "AApA")]
    [InlineData("BRK.A", "BRK.A", "BRK A", "BRK/A")]
    [InlineData("AA.PRWD", "AA-$", "AA PRWD", "AAp/WD")]
    [InlineData("AA.WD", "AA$", "AA WD", "AA/WD")]
    [InlineData("ACB.WS", "ACB+", "ACB WS", "ACB/WS")]
    [InlineData("ACB.WSB", "ACB+B", "ACB WSB", "ACB/WS/B")]
    [InlineData("AA.CL", "AA*", "AA CL", "AA/CL")]
    [InlineData("AA.ACL", "AA.A*", "AA ACL", "AA/A/CL")]
    [InlineData("AA.PRCL", "AA-*", "AA PRCL", "AAp/CL")]
    [InlineData("AA.PRACL", "AA-A*", "AA PRACL", "AApA/CL")]
    [InlineData("AA.PRAWI", "AA-A#", "AA PRAWI", "AApAw")]
    [InlineData("AA.EC", "AA!", "AA EC", "AA/EC")]
    [InlineData("AA.PP", "AA@", "AA PP", "AA/PP")]
    [InlineData("AA.CV", "AA%", "AA CV", "AA/CV")]
    [InlineData("AA.CVCL", "AA%*", "AA CVCL", "AA/CV/CL")]
    [InlineData("AA.ACV", "AA.A%", "AA ACV", "AA/A/CV")]
    [InlineData("AA.PRACV", "AA-A%", "AA PRACV", "AApA/CV")]
    [InlineData("AA.PRAWD", "AA-A$", "AA PRAWD", "AApA/WD")]
    [InlineData("AA.RT", "AA^", "AA RT", "AAr")]
    [InlineData("AA.U", "AA=", "AA U", "AA/U")]
    [InlineData("AA.WI", "AA#", "AA WI", "AAw")]
    [InlineData("AA.RTWI", "AA^#", "AA RTWI", "AArw")]
    [InlineData("AA.PRWI", "AA-#", "AA PRWI", "AApw")]
    [InlineData("AA.AWI", "AA.A#", "AA AWI", "AA/Aw")]
    [InlineData("AA.WSWI", "AA+#", "AA WSWI", "AA/WSw")]
    [InlineData("AA.TEST", "AA~", "AA TEST", "AA/TEST")]
    [InlineData("AA.UWI", "AA=#", "AA UWI", "AA/Uw")]
    [InlineData("AA.PRCVCLWDWI", "AA-%*$#", "AA PRCVCLWDWI", "AAp/CV/CL/WDw")]
    [InlineData("WS.WSW", "WS+W", "WS WSW", "WS/WS/W")]
    public void Security_is_spelled_as_each_symbology_spells_it(string canonical, string nasdaq, string cms, string cqs)
    {
        AssertSame(canonical, ProviderSymbology.Canonical, canonical);
        AssertSame(canonical, ProviderSymbology.NasdaqIntegrated, nasdaq);
        AssertSame(canonical, ProviderSymbology.Cms, cms);
        AssertSame(canonical, ProviderSymbology.Cqs, cqs);
    }

    [Fact]
    public void Every_combination_of_kind_class_and_modifiers_has_one_spelling_in_each_symbology()
    {
        var suffixes = AllSuffixes().ToList();
        foreach (var symbology in Foreign.Append(ProviderSymbology.Canonical))
        {
            Assert.Equal(suffixes.Count, suffixes.Select(suffix => Spell(suffix, symbology)).Distinct().Count());
            Assert.All(suffixes, suffix =>
            {
                Assert.True(SecuritySuffix.TryRead(symbology, Encoding.ASCII.GetBytes(Spell(suffix, symbology)), out var back));
                Assert.Equal(suffix, back);
            });
        }

        Assert.All(suffixes, suffix => Assert.All(Foreign, symbology =>
        {
            var canonical = "ROOT." + Spell(suffix, ProviderSymbology.Canonical);
            AssertSame(canonical, symbology, ("ROOT" + (symbology == ProviderSymbology.Cms ? " " : "")) + Spell(suffix, symbology));
        }));
    }

    [Fact]
    public void Every_class_letter_but_the_units_is_a_class()
    {
        for (var letter = 'A'; letter <= 'Z'; letter++)
        {
            AssertSame($"AA.PR{letter}", ProviderSymbology.NasdaqIntegrated, $"AA-{letter}");
            AssertSame($"AA.WS{letter}", ProviderSymbology.Cqs, $"AA/WS/{letter}");
            AssertSame($"AA.{letter}", ProviderSymbology.Cqs, $"AA/{letter}");
            AssertSame($"AA.{letter}", ProviderSymbology.NasdaqIntegrated, letter == 'U' ? "AA=" : $"AA.{letter}");
        }

        Assert.Null(ToCanonical(ProviderSymbology.NasdaqIntegrated, "AA.U"));
    }

    [Theory]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AA.")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "-A")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AA-AB")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AA#$")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AA##")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AA~#")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AAp")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "BTC-USD")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "aapl")]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "BRK A")]
    [InlineData(ProviderSymbology.Cms, "BRK  A")]
    [InlineData(ProviderSymbology.Cms, " BRK")]
    [InlineData(ProviderSymbology.Cms, "BRK.A")]
    [InlineData(ProviderSymbology.Cms, "BRK AB")]
    [InlineData(ProviderSymbology.Cms, "BRK a")]
    [InlineData(ProviderSymbology.Cms, "BRK WIWD")]
    [InlineData(ProviderSymbology.Cqs, "BRK/")]
    [InlineData(ProviderSymbology.Cqs, "BRK//A")]
    [InlineData(ProviderSymbology.Cqs, "BRK/a")]
    [InlineData(ProviderSymbology.Cqs, "BRKp/A")]
    [InlineData(ProviderSymbology.Cqs, "BRKpAA")]
    [InlineData(ProviderSymbology.Cqs, "BRK/A/WS")]
    [InlineData(ProviderSymbology.Cqs, "BRKP/")]
    [InlineData(ProviderSymbology.Canonical, "BRK A")]
    [InlineData(ProviderSymbology.Canonical, "A,B")]
    [InlineData(ProviderSymbology.Canonical, "A\"B")]
    [InlineData(ProviderSymbology.Canonical, "A'B")]
    [InlineData(ProviderSymbology.Canonical, "A\\B")]
    [InlineData(ProviderSymbology.Canonical, "*")]
    [InlineData(ProviderSymbology.Canonical, "<b>")]
    [InlineData(ProviderSymbology.Canonical, "A\tB")]
    [InlineData(ProviderSymbology.Canonical, "A\u007f")]
    [InlineData(ProviderSymbology.Canonical, "\u00dc")]
    [InlineData(ProviderSymbology.Canonical, "")]
    [InlineData(ProviderSymbology.Canonical, "    ")]
    [InlineData(ProviderSymbology.Canonical, "A23456789012345678901234567890123")]
    public void Spelling_that_the_symbology_does_not_have_is_refused(ProviderSymbology symbology, string spelling) =>
        Assert.Null(ToCanonical(symbology, spelling));

    [Theory]
    [InlineData("BTC-USD")]
    [InlineData("1INCH-USDT")]
    [InlineData("BTC/USD:PERP_1")]
    [InlineData("^GSPC")]
    [InlineData("eurusd")]
    [InlineData("A2345678901234567890123456789012")]
    public void Canonical_provider_names_what_it_likes(string symbol) => AssertSame(symbol, ProviderSymbology.Canonical, symbol);

    [Theory]
    [InlineData("BTC-USD")]
    [InlineData("aapl")]
    [InlineData("AA.")]
    [InlineData("AA.XX")]
    [InlineData(".A")]
    [InlineData("AA.PR.A")]
    [InlineData("")]
    public void Name_that_is_no_US_security_has_no_spelling_in_their_symbologies(string canonical) =>
        Assert.All(Foreign, symbology => Assert.Null(FromCanonical(symbology, canonical)));

    [Theory]
    [InlineData(ProviderSymbology.NasdaqIntegrated, "AAPL    ", "AAPL")]
    [InlineData(ProviderSymbology.Cms, "BRK A   ", "BRK.A")]
    [InlineData(ProviderSymbology.Canonical, "BTC-USD                                         ", "BTC-USD")]
    public void Padding_is_trimmed(ProviderSymbology symbology, string padded, string canonical) =>
        Assert.Equal(canonical, ToCanonical(symbology, padded));

    [Fact]
    public void Suffix_that_grows_beyond_the_longest_symbol_is_refused()
    {
        Assert.Null(ToCanonical(ProviderSymbology.NasdaqIntegrated, new string('A', 31) + "-"));
        Assert.NotNull(ToCanonical(ProviderSymbology.NasdaqIntegrated, new string('A', 29) + "-"));
        Assert.Null(ToCanonical(ProviderSymbology.NasdaqIntegrated, new string('A', 30) + "-"));
        Assert.Null(FromCanonical(ProviderSymbology.Cqs, new string('A', 23) + ".CVCLWDWI"));
    }

    [Fact]
    public void Whatever_translates_translates_back() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(AnySpelling, Gen.Elements(Foreign).ToArbitrary(), (text, symbology) =>
        {
            var canonical = ToCanonical(symbology, text);
            var provider = FromCanonical(symbology, text);
            return (canonical is null || (FromCanonical(symbology, canonical) == text.TrimEnd(' ') && CanonicalSymbol.IsValid(Encoding.ASCII.GetBytes(canonical))))
                && (provider is null || ToCanonical(symbology, provider) == text);
        }));

    [FactNeeds(Need.MarketData)]
    public void Every_listing_of_Nasdaqs_directory_keeps_its_name_through_every_symbology()
    {
        var listings = File.ReadLines(MarketDataFolder.File("symbols", "nasdaqlisted.txt"))
            .Skip(1)
            .Where(line => !line.StartsWith("File Creation Time", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf('|', StringComparison.Ordinal)])
            .ToList();

        Assert.NotEmpty(listings);
        Assert.All(listings, listing =>
        {
            var canonical = ToCanonical(ProviderSymbology.NasdaqIntegrated, listing);
            Assert.Equal(listing, canonical);
            Assert.All(Foreign, symbology => Assert.Equal(canonical, ToCanonical(symbology, FromCanonical(symbology, canonical!)!)));
        });
    }

    [FactNeeds(Need.MarketData)]
    public void Every_row_of_the_suffix_conventions_is_spelled_as_it_says()
    {
        var rows = File.ReadLines(MarketDataFolder.File("symbols", "us_equity_suffixes.csv")).Skip(1).Select(row => row.Split('|')).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var canonical = $"AA.{row[2]}";
            AssertSame(canonical, ProviderSymbology.Cqs, "AA" + row[1]);
            AssertSame(canonical, ProviderSymbology.Cms, "AA " + row[2]);
            AssertSame(canonical, ProviderSymbology.NasdaqIntegrated, "AA" + row[3]);
        });
    }

    [Fact]
    public void Nothing_is_allocated() => AllocationAssert.None(() =>
    {
        Span<byte> text = stackalloc byte[CanonicalSymbol.MaxLength];
        Assert.True(SymbolConversion.TryToCanonical(ProviderSymbology.NasdaqIntegrated, "AAPL    "u8, text, out _));
        Assert.True(SymbolConversion.TryToCanonical(ProviderSymbology.Cqs, "AApA/CL"u8, text, out _));
        Assert.True(SymbolConversion.TryFromCanonical(ProviderSymbology.Cms, "AA.PRACL"u8, text, out _));
        Assert.False(SymbolConversion.TryToCanonical(ProviderSymbology.NasdaqIntegrated, "BTC-USD"u8, text, out _));
    });

    private static IEnumerable<SecuritySuffix> AllSuffixes() =>
        from kind in SecurityKind.All
        from letter in Enumerable.Range('A', 26).Select(letter => (byte)letter).Prepend((byte)0)
        where letter == 0 ? !kind.NeedsClass : kind.HasClass(letter)
        from modifiers in Enumerable.Range(0, kind.TakesModifiers ? 16 : 1).Select(bits => (byte)bits)
        where modifiers != 0 || kind.Name.In(ProviderSymbology.Cqs).Length != 0
        select new SecuritySuffix(kind, letter, modifiers);

    private static string Spell(SecuritySuffix suffix, ProviderSymbology symbology)
    {
        var text = new byte[CanonicalSymbol.MaxLength];
        Assert.True(suffix.TryWrite(symbology, text, out var length));
        return Encoding.ASCII.GetString(text, 0, length);
    }

    private static void AssertSame(string canonical, ProviderSymbology symbology, string provider)
    {
        Assert.Equal(canonical, ToCanonical(symbology, provider));
        Assert.Equal(provider, FromCanonical(symbology, canonical));
    }

    private static string? ToCanonical(ProviderSymbology from, string provider)
    {
        var text = new byte[CanonicalSymbol.MaxLength];
        return SymbolConversion.TryToCanonical(from, Encoding.UTF8.GetBytes(provider), text, out var length)
            ? Encoding.ASCII.GetString(text, 0, length)
            : null;
    }

    private static string? FromCanonical(ProviderSymbology to, string canonical)
    {
        var text = new byte[CanonicalSymbol.MaxLength];
        return SymbolConversion.TryFromCanonical(to, Encoding.UTF8.GetBytes(canonical), text, out var length)
            ? Encoding.ASCII.GetString(text, 0, length)
            : null;
    }
}
