using System.Text;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.Ticks;

public sealed class SaleConditionMatrixTests
{
    [Theory]
    [InlineData(SaleConditionScheme.Cta)]
    [InlineData(SaleConditionScheme.Utp)]
    public void Each_code_has_the_effect_that_its_tape_gives_it(SaleConditionScheme scheme)
    {
        var matrix = MatrixOf(scheme);
        for (var code = ' '; code <= '~'; code++)
        {
            var expected = matrix.Has(code) ? matrix.EffectOf(code.ToString()) : TradeEffect.Volume;
            Assert.True(expected == Read(scheme, code.ToString()), $"'{code}' is {Read(scheme, code.ToString())}, not {expected}.");
        }
    }

    [Theory]
    [InlineData(SaleConditionScheme.Cta)]
    [InlineData(SaleConditionScheme.Utp)]
    public void Each_trade_that_the_tape_can_print_does_what_the_most_restrictive_of_its_codes_allows(SaleConditionScheme scheme)
    {
        var matrix = MatrixOf(scheme);
        foreach (var codes in matrix.Combinations())
        {
            var expected = matrix.EffectOf(codes);
            Assert.True(expected == Read(scheme, codes), $"'{codes}' is {Read(scheme, codes)}, not {expected}.");
            Assert.Equal(expected, Read(scheme, codes.TrimEnd()));
            Assert.Equal(expected, Read(scheme, string.Join(' ', codes.AsEnumerable())));
        }
    }

    [Theory]
    [InlineData(SaleConditionScheme.Cta)]
    [InlineData(SaleConditionScheme.Utp)]
    public void Every_category_holds_only_codes_of_the_matrix(SaleConditionScheme scheme) =>
        Assert.All(string.Concat(MatrixOf(scheme).Categories), code => Assert.True(MatrixOf(scheme).Has(code), $"'{code}'"));

    private static SaleConditionMatrix MatrixOf(SaleConditionScheme scheme) =>
        scheme == SaleConditionScheme.Cta ? SaleConditionMatrix.Cta : SaleConditionMatrix.Utp;

    private static TradeEffect Read(SaleConditionScheme scheme, string codes)
    {
        Assert.True(SaleConditions.TryRead(scheme, Encoding.ASCII.GetBytes(codes), out var effect));
        return effect;
    }
}
