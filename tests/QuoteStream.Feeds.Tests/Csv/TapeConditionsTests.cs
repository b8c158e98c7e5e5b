using System.Text;
using QuoteStream.Feeds.Csv;

namespace QuoteStream.Feeds.Tests.Csv;

public sealed class TapeConditionsTests
{
    [Theory]
    [InlineData(0x0u, "@")]
    [InlineData(0x1u, "@")]
    [InlineData(0x20u, "F")]
    [InlineData(0x20000020u, "F")]
    [InlineData(0x20000000u, "@")]
    [InlineData(0x2000u, "T")]
    [InlineData(0x400u, "T")]
    [InlineData(0x20002020u, "TF")]
    [InlineData(0x6004u, "UN")]
    [InlineData(0x4000u, "Z")]
    [InlineData(0x4800u, "Z")]
    [InlineData(0x800u, "L")]
    [InlineData(0x20100200u, "B4")]
    [InlineData(0x102000u, "TB")]
    [InlineData(0x20040200u, "V4")]
    [InlineData(0x4000000u, "Q")]
    [InlineData(0x1000000u, "M")]
    [InlineData(0x40u, "O")]
    [InlineData(0x80u, "6")]
    [InlineData(0x100u, "5")]
    [InlineData(0x200000u, "X")]
    [InlineData(0x2000000u, "P")]
    [InlineData(0x8u, "R")]
    [InlineData(0x2u, "C")]
    [InlineData(0x80000000u, "I")]
    [InlineData(0x400000u, "H")]
    [InlineData(0x20000u, "@")]
    public void Bits_print_as_the_tape_s_codes(uint bits, string codes) => Assert.Equal(codes, Print(bits));

    [Fact]
    public void Of_more_codes_than_the_tape_has_room_for_those_that_say_most_are_kept()
    {
        Assert.Equal("UMQC", Print(uint.MaxValue));
        Assert.Equal("TBI4", Print(0x401002E0 | 0x80000000 | 0x2000));
        Assert.Equal("FO65", Print(0x2001E0));
    }

    private static string Print(uint bits)
    {
        Span<byte> codes = stackalloc byte[TapeConditions.MaxCodes];
        return Encoding.ASCII.GetString(codes[..TapeConditions.Print(bits, codes)]);
    }
}
