using System.Numerics;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>The largest and smallest prices and sizes of each exponent, and what feeds write where they have none.</summary>
public sealed class TickBoundsTests
{
    private readonly TestMarket _market = new(maxSymbols: 64);

    public static TheoryData<int> Exponents => [.. Enumerable.Range(-9, 10)];

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Price_is_taken_up_to_the_last_that_fits_and_not_beyond(int exponent)
    {
        using var line = Open(priceExponent: exponent);

        // The largest number of 64 bits is no price: it stands for none.
        var largest = (long)((long.MaxValue - 1) / BigInteger.Pow(10, 9 + exponent));
        foreach (var price in new[] { 1, 2, largest - 1, largest })
        {
            Expect(line, RejectReason.None, _market.Trade("A", price, 1));
            Expect(line, RejectReason.None, _market.Quote("A", price, 1, price, 1));
            Expect(line, RejectReason.None, _market.Tick("A", TickKind.Reference) with { PreviousClose = price });
        }

        Assert.Equal(largest * BigInteger.Pow(10, 9 + exponent), _market.State("A").PreviousClose.Nanos);
        foreach (var price in new[] { largest + 1, long.MaxValue - 1, long.MaxValue }.Where(price => price > largest))
        {
            Expect(line, RejectReason.OutOfRange, _market.Trade("A", price, 1), $"{price}");
            Expect(line, RejectReason.OutOfRange, _market.Quote("A", price, 1, 1, 1), $"bid {price} x 1");
            Expect(line, RejectReason.OutOfRange, _market.Quote("A", 1, 1, price, 1), $"ask {price} x 1");
            Expect(line, RejectReason.OutOfRange, _market.Tick("A", TickKind.Reference) with { OfficialOpen = price }, $"open {price}");
        }
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Price_of_nothing_or_less_is_refused_where_there_is_a_size(int exponent)
    {
        using var line = Open(priceExponent: exponent);
        foreach (var price in new[] { 0, -1, long.MinValue, long.MinValue + 1, -long.MaxValue })
        {
            Expect(line, RejectReason.BadPrice, _market.Trade("A", price, 1), $"not {price}");
            Expect(line, RejectReason.BadPrice, _market.Quote("A", price, 1, 1, 1), $"bid {price} x 1");
            Expect(line, RejectReason.BadPrice, _market.Quote("A", 1, 1, price, 1), $"ask {price} x 1");
            Expect(line, RejectReason.BadPrice, _market.Tick("A", TickKind.Reference) with { OfficialClose = price }, $"close {price}");
            Expect(line, RejectReason.None, _market.Quote("A", price, 0, 1, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Size_is_taken_up_to_the_last_that_fits_and_not_beyond(int exponent)
    {
        using var line = Open(sizeExponent: exponent);
        var largest = (ulong)(long.MaxValue / BigInteger.Pow(10, 9 + exponent));
        foreach (var size in new ulong[] { 1, 2, largest - 1, largest })
        {
            Expect(line, RejectReason.None, _market.Trade("A", 1, size));
            Expect(line, RejectReason.None, _market.Quote("A", 1, size, 2, size));
        }

        Expect(line, RejectReason.BadSize, _market.Trade("A", 1, 0), "not 0");
        foreach (var size in new[] { largest + 1, (ulong)long.MaxValue + 1, ulong.MaxValue - 1, ulong.MaxValue })
        {
            Expect(line, RejectReason.OutOfRange, _market.Trade("A", 1, size), $"1 x {size}");
            Expect(line, RejectReason.OutOfRange, _market.Quote("A", 1, size, 2, 1), $"1 x {size}");
            Expect(line, RejectReason.OutOfRange, _market.Quote("A", 1, 1, 2, size), $"2 x {size}");
        }
    }

    [Fact]
    public void Official_prices_need_no_size()
    {
        using var line = Open();
        Expect(line, RejectReason.None, _market.Trade("A", 1, 0, conditions: "@  M"));
        Expect(line, RejectReason.None, _market.Trade("A", 1, 0, conditions: "@  Q"));
        Expect(line, RejectReason.None, _market.Trade("A", 1, 0, conditions: "@9"));
    }

    private FeedLine Open(int priceExponent = -2, int sizeExponent = 0) =>
        _market.Open(TestMarket.Terms() with { PriceExponent = priceExponent, SizeExponent = sizeExponent });

    private static void Expect(FeedLine line, RejectReason reason, in ProviderTick tick, string detail = "")
    {
        TestMarket.Apply(line, tick);
        var rejections = line.TakeReport().Rejections;
        Assert.Equal(reason, rejections.Count == 0 ? RejectReason.None : Assert.Single(rejections).Reason);
        Assert.Contains(detail, rejections.Count == 0 ? "" : rejections[0].Detail, StringComparison.Ordinal);
    }
}
