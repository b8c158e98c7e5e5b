using System.Text;
using QuoteStream.Feeds.Iex;

namespace QuoteStream.Feeds.Tests.Iex;

public sealed class IexSaleConditionsTests
{
    /// <summary>Flags of the specification of TOPS 1.6: intermarket sweep, extended hours, odd lot, trade-through exempt, single-price cross.</summary>
    [Theory]
    [InlineData(0x00, "@")]
    [InlineData(0x80, "@F")]
    [InlineData(0x40, "@ T")]
    [InlineData(0x20, "@  I")]
    [InlineData(0x10, "@")]
    [InlineData(0x08, "@  X")]
    [InlineData(0xC0, "@FT")]
    [InlineData(0xE0, "@FTI")]
    [InlineData(0x28, "@  I")]
    [InlineData(0xF8, "@FTI")]
    [InlineData(0x88, "@F X")]
    public void Flags_are_printed_as_codes(byte flags, string expected) => Assert.Equal(expected, Encoding.ASCII.GetString(IexSaleConditions.Of(flags)));

    /// <summary>Last sale, high and low need extended hours and odd lot unset: T and I are the codes that count for the volume only.</summary>
    [Fact]
    public void Trade_may_set_prices_exactly_when_neither_extended_hours_nor_odd_lot_is_set()
    {
        for (var flags = 0; flags <= 0xFF; flags++)
        {
            var printed = Encoding.ASCII.GetString(IexSaleConditions.Of((byte)flags));
            Assert.Equal((flags & 0x60) != 0, printed.AsSpan().ContainsAny('T', 'I'));
            Assert.InRange(printed.Length, 1, 4);
        }
    }
}
