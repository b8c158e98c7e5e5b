using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Tests.Booking;

public sealed class OrderDigestTests
{
    private static readonly TransactionOrder Order = new()
    {
        Type = TransactionType.Buy, Symbol = "AAPL", Quantity = 10, Price = 1.5m, Fee = 1, TimeMicros = 5, Note = "note",
    };

    [Fact]
    public void Numbers_written_in_another_way_are_the_same_order()
    {
        AssertSame(Order, Order with { Quantity = 10.00m, Price = 1.500000000m });
        AssertSame(Order with { Fee = null }, Order with { Fee = 0.00m });
        AssertSame(Order with { Quantity = 9_000_000_000m }, Order with { Quantity = 9_000_000_000.000000000m });
    }

    [Fact]
    public void Every_field_counts()
    {
        Assert.True(SplitRatio.TryMake(2, 1, out var ratio));
        TransactionOrder[] orders =
        [
            Order,
            Order with { Type = TransactionType.Sell },
            Order with { Symbol = "aapl" },
            Order with { Symbol = null },
            Order with { Quantity = 10.000000001m },
            Order with { Price = 15 },
            Order with { Fee = null },
            Order with { Amount = 1 },
            Order with { Ratio = ratio },
            Order with { Reverses = 1 },
            Order with { TimeMicros = null },
            Order with { TimeMicros = 6 },
            Order with { Note = null },
            Order with { Note = "" },
            Order with { Note = "note " },
            // What is in one field cannot be taken for another.
            Order with { Symbol = "AAPL\n2:10" },
            Order with { Quantity = 1.5m, Price = 10 },
        ];

        Assert.Equal(orders.Length, orders.Select(order => Convert.ToHexString(OrderDigest.Of(order))).Distinct().Count());
        Assert.All(orders, order => Assert.Equal(OrderDigest.Length, OrderDigest.Of(order).Length));
    }

    // It is kept with each row: when it changes, every repeated order is taken for another one.
    [Fact]
    public void It_is_the_same_in_every_version() =>
        Assert.Equal("2D647598C6D832C903A4BB1853D99D730414B54D606BE620389F3F304C9BBCA5", Convert.ToHexString(OrderDigest.Of(Order)));

    private static void AssertSame(TransactionOrder left, TransactionOrder right) => Assert.Equal(OrderDigest.Of(left), OrderDigest.Of(right));
}
