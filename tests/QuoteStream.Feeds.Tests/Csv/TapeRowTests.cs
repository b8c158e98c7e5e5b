using System.Text;
using QuoteStream.Feeds.Csv;

namespace QuoteStream.Feeds.Tests.Csv;

public sealed class TapeRowTests
{
    [Fact]
    public void A_trade_is_read()
    {
        Assert.Equal(TapeRowFault.None, Parse("14430270,1815200,283,P,20002020,0", TapeKind.Trades, out TapeRow row));

        Assert.Equal((14_430_270_000_000, 1_815_200, 283ul, (byte)'P', 0x20002020u, false),
            (row.NanosOfDay, row.Price, row.Size, row.Exchange, row.Conditions, row.IsSuspicious));
    }

    [Fact]
    public void A_quote_is_read()
    {
        Assert.Equal(TapeRowFault.None, Parse("72000122,0,0,1860000,100,Z,1,1", TapeKind.Quotes, out TapeRow row));

        Assert.Equal((0, 0ul, 1_860_000, 100ul, (byte)'Z', 1u, true),
            (row.Price, row.Size, row.AskPrice, row.AskSize, row.Exchange, row.Conditions, row.IsSuspicious));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("34200000.5", 34_200_000_500_000)]
    [InlineData("34200000.123456", 34_200_000_123_456)]
    [InlineData("34200000.1234567899", 34_200_000_123_456)]
    [InlineData("34200000.", 34_200_000_000_000)]
    [InlineData("86399999.999999", 86_399_999_999_999)]
    public void Times_may_have_a_fraction_of_a_millisecond(string time, long nanos)
    {
        Assert.Equal(TapeRowFault.None, Parse($"{time},1,1,P,1,0", TapeKind.Trades, out TapeRow row));
        Assert.Equal(nanos, row.NanosOfDay);
    }

    [Theory]
    [InlineData("", "FieldCount")]
    [InlineData("1", "FieldCount")]
    [InlineData("1,2,3,P,1", "FieldCount")]
    [InlineData("1,2,3,P,1,0,", "FieldCount")]
    [InlineData("1,2,3,4,5,P,1,0", "FieldCount")]
    [InlineData(",,,,,", "Time")]
    [InlineData("-1,2,3,P,1,0", "Time")]
    [InlineData("+1,2,3,P,1,0", "Time")]
    [InlineData("1e3,2,3,P,1,0", "Time")]
    [InlineData("1.2.3,2,3,P,1,0", "Time")]
    [InlineData("86400000,2,3,P,1,0", "Time")]
    [InlineData("99999999999999999999,2,3,P,1,0", "Time")]
    [InlineData("1,-2,3,P,1,0", "Price")]
    [InlineData("1,2.5,3,P,1,0", "Price")]
    [InlineData("1,0,3,P,1,0", "Price")]
    [InlineData("1,9223372036854775808,3,P,1,0", "Price")]
    [InlineData("1,2,,P,1,0", "Size")]
    [InlineData("1,2,0,P,1,0", "Size")]
    [InlineData("1,2,18446744073709551616,P,1,0", "Size")]
    [InlineData("1,2,3,p,1,0", "Exchange")]
    [InlineData("1,2,3,PP,1,0", "Exchange")]
    [InlineData("1,2,3,P,1G,0", "Conditions")]
    [InlineData("1,2,3,P,123456789,0", "Conditions")]
    [InlineData("1,2,3,P,1,2", "Suspicious")]
    [InlineData("1,2,3,P,1,", "Suspicious")]
    public void What_is_no_trade_has_a_reason(string line, string fault)
    {
        Assert.Equal(fault, Parse(line, TapeKind.Trades, out _).ToString());
    }

    [Fact]
    public void An_official_price_needs_no_size()
    {
        Assert.Equal(TapeRowFault.None, Parse("57600000,1819700,0,Q,1000000,0", TapeKind.Trades, out _));
    }

    [Fact]
    public void Random_bytes_are_read_or_have_a_reason()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        byte[] alphabet = "0123456789,.AZ\r\0\u00FF"u8.ToArray();
        for (int i = 0; i < 200_000; i++)
        {
            byte[] line = random.GetItems(alphabet, random.Next(60));
            foreach (TapeKind kind in Enum.GetValues<TapeKind>())
            {
                if (TapeRow.TryParse(line, kind, out TapeRow row) == TapeRowFault.None)
                {
                    Assert.True(row.Price >= 0 && row.AskPrice >= 0 && row.NanosOfDay is >= 0 and < 86_400_000_000_000 && row.Exchange is >= (byte)'A' and <= (byte)'Z');
                }
            }
        }
    }

    private static TapeRowFault Parse(string line, TapeKind kind, out TapeRow row) => TapeRow.TryParse(Encoding.Latin1.GetBytes(line), kind, out row);
}
