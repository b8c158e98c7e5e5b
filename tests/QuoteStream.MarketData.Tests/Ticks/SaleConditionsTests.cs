using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Ticks;

public sealed class SaleConditionsTests
{
    private const TradeEffect Regular = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;
    private const TradeEffect OutOfSequence = TradeEffect.Volume | TradeEffect.HighLow | TradeEffect.LastIfFirst | TradeEffect.Open;
    private const TradeEffect CorrectedClose = TradeEffect.HighLow | TradeEffect.Last | TradeEffect.Open;

    private static readonly Arbitrary<SaleConditionScheme> ReadScheme =
        Gen.Elements(SaleConditionScheme.Cta, SaleConditionScheme.Utp).ToArbitrary();

    private static readonly Arbitrary<string> AnyCodes = Gen.Choose(0, 4)
        .SelectMany(count => Gen.ArrayOf(Gen.Choose(' ', '~').Select(code => (char)code), count))
        .Select(codes => new string(codes))
        .ToArbitrary();

    [Theory]
    [InlineData("", Regular)]
    [InlineData("    ", Regular)]
    [InlineData("@", Regular)]
    [InlineData(" F", Regular)]
    [InlineData("@ TI", TradeEffect.Volume)]
    [InlineData(" O  ", Regular)]
    [InlineData("   I", TradeEffect.Volume)]
    [InlineData("@FZI", TradeEffect.Volume)]
    [InlineData("@4Z ", OutOfSequence)]
    [InlineData("@F9 ", CorrectedClose)]
    [InlineData("@ T9", TradeEffect.None)]
    [InlineData("@4 9", TradeEffect.HighLow | TradeEffect.LastIfFirst | TradeEffect.Open)]
    [InlineData("@ TM", TradeEffect.OfficialClose)]
    [InlineData("@  Q", TradeEffect.OfficialOpen)]
    [InlineData("@ ?F", TradeEffect.Volume)]
    public void Most_restrictive_of_several_codes_wins(string codes, TradeEffect expected) =>
        Assert.Equal(expected, Read(SaleConditionScheme.Utp, codes));

    [Fact]
    public void Sold_last_sets_the_last_price()
    {
        Assert.Equal(Regular, Read(SaleConditionScheme.Utp, "@ L"));
        Assert.Equal(Regular, Read(SaleConditionScheme.Cta, "@ L"));
    }

    [Theory]
    [InlineData(SaleConditionScheme.Cta)]
    [InlineData(SaleConditionScheme.Utp)]
    public void Sellers_option_moves_high_and_low_but_the_last_price_only_when_it_is_the_first(SaleConditionScheme scheme) =>
        Assert.Equal(OutOfSequence, Read(scheme, "R"));

    [Fact]
    public void Average_price_is_another_letter_on_each_tape()
    {
        Assert.Equal((TradeEffect.Volume, Regular), (Read(SaleConditionScheme.Cta, "B"), Read(SaleConditionScheme.Utp, "B")));
        Assert.Equal(TradeEffect.Volume, Read(SaleConditionScheme.Utp, "W"));
    }

    [Fact]
    public void Order_and_spaces_mean_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ReadScheme, AnyCodes, (scheme, codes) =>
        {
            var effect = Read(scheme, codes);
            return effect == Read(scheme, string.Concat(codes.Reverse()))
                && effect == Read(scheme, codes.Replace(" ", null, StringComparison.Ordinal))
                && effect == Read(scheme, " " + codes + " ");
        }));

    [Fact]
    public void Another_code_never_lets_a_trade_do_more() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ReadScheme, AnyCodes, (scheme, codes) =>
        {
            var official = TradeEffect.OfficialOpen | TradeEffect.OfficialClose;
            var effect = Read(scheme, codes) & ~official;
            return codes.All(code => ((effect & ~Allowing(Read(scheme, code.ToString()))) == TradeEffect.None));
        }));

    [Fact]
    public void Unread_scheme_makes_every_trade_regular()
    {
        Assert.Equal(Regular, Read(SaleConditionScheme.Unread, "TIMW"));
        Assert.Equal(Regular, Read(SaleConditionScheme.Unread, "sell-side liquidity \u00fc"));
    }

    [Theory]
    [InlineData("@FTIZ")]
    [InlineData("@ F T I Z")]
    [InlineData("@                ")]
    [InlineData("@\t")]
    [InlineData("\u007f")]
    [InlineData("\0")]
    [InlineData("\u00e9")]
    public void More_than_four_codes_and_other_bytes_are_refused(string codes)
    {
        Assert.False(SaleConditions.TryRead(SaleConditionScheme.Cta, Encoding.UTF8.GetBytes(codes), out _));
        Assert.False(SaleConditions.TryRead(SaleConditionScheme.Utp, Encoding.UTF8.GetBytes(codes), out _));
    }

    [Fact]
    public void Nothing_is_allocated() =>
        AllocationAssert.None(() => Assert.True(SaleConditions.TryRead(SaleConditionScheme.Utp, "@FTI"u8, out _)));

    private static TradeEffect Read(SaleConditionScheme scheme, string codes)
    {
        Assert.True(SaleConditions.TryRead(scheme, Encoding.UTF8.GetBytes(codes), out var effect));
        return effect;
    }

    private static TradeEffect Allowing(TradeEffect effect) =>
        effect.HasFlag(TradeEffect.Last) ? effect | TradeEffect.LastIfFirst : effect;
}
