using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Tests.Booking;

public sealed class BookingRulesTests
{
    private static readonly PortfolioTerms Strict = new("p", "alice", "Main", Currency.Get("USD"), AllowShort: false, AllowMargin: false, 0);

    private static readonly PortfolioTerms Open = Strict with { AllowShort = true, AllowMargin = true };

    [Fact]
    public void A_deposit_comes_from_outside()
    {
        var booked = Book(new BookingState(Strict, Balances.Empty), new TransactionOrder { Type = TransactionType.Deposit, Amount = 100.50m });

        Assert.Equal(new Entry(100.50m, 0, 0, 0, -100.50m), booked.Transaction!.Entry);
        Assert.Equal(1, booked.Transaction.Seq);
        Assert.Equal(100.50m, booked.Transaction.CashAfter);
    }

    [Fact]
    public void A_sale_realizes_its_share_of_the_average_cost()
    {
        var booked = Book(Holding(Strict, 10, 1000.01m), Trade(TransactionType.Sell, 3, 120, fee: 1));

        Assert.Equal(60m, booked.Transaction!.RealizedPnl);
        Assert.Equal(new Entry(359, -300, -60, 1, 0), booked.Transaction.Entry);
        Assert.Equal(7, booked.Position!.Quantity);
        Assert.Equal(700.01m, booked.Position.Cost);
    }

    [Fact]
    public void The_last_unit_sold_takes_the_rest_of_the_cost()
    {
        var booked = Book(Holding(Strict, 3, 0.01m), Trade(TransactionType.Sell, 3, 1));

        Assert.Equal(0, booked.Position!.Cost);
        Assert.Equal(2.99m, booked.Transaction!.RealizedPnl);
        Assert.Equal(0, booked.Balances!.OpenPositions);
    }

    [Fact]
    public void More_than_is_held_is_not_sold()
    {
        var refused = Book(Holding(Strict, 3, 30), Trade(TransactionType.Sell, 3.000000001m, 1));

        Assert.Equal(RefusalReason.InsufficientShares, refused.Refusal!.Reason);
    }

    [Fact]
    public void A_sale_through_zero_closes_and_opens()
    {
        var booked = Book(Holding(Open, 10, 100), Trade(TransactionType.Sell, 15, 12));

        Assert.Equal(20m, booked.Transaction!.RealizedPnl);
        Assert.Equal(-5, booked.Position!.Quantity);
        Assert.Equal(-60, booked.Position.Cost);
        Assert.True(booked.Transaction.Entry.IsBalanced);
    }

    [Fact]
    public void Covering_a_short_sale_realizes()
    {
        var booked = Book(Holding(Open, -10, -1000), Trade(TransactionType.Buy, 4, 75));

        Assert.Equal(100m, booked.Transaction!.RealizedPnl);
        Assert.Equal(-600, booked.Position!.Cost);
    }

    [Fact]
    public void Cash_does_not_go_below_zero()
    {
        var refused = Book(Holding(Strict, 0, 0, cash: 99.99m), Trade(TransactionType.Buy, 1, 99, fee: 1));

        Assert.Equal(RefusalReason.InsufficientFunds, refused.Refusal!.Reason);
        Assert.NotNull(Book(Holding(Open, 0, 0, cash: 99.99m), Trade(TransactionType.Buy, 1, 99, fee: 1)).Transaction);
    }

    [Theory]
    [InlineData("1", "0.005", "0")]
    [InlineData("1", "0.015", "0.02")]
    [InlineData("1", "0.025", "0.02")]
    [InlineData("0.000000001", "0.000000001", "0")]
    [InlineData("123456789.123456789", "987.654321", "121932631234.57")]
    public void Gross_amounts_round_half_even_to_the_minor_unit(string quantity, string price, string amount) =>
        Assert.Equal(decimal.Parse(amount), ExactMath.Multiply(decimal.Parse(quantity), decimal.Parse(price), Currency.Get("USD")));

    [Fact]
    public void A_split_changes_units_and_not_the_cost()
    {
        Assert.True(SplitRatio.TryMake(0.05m, out var ratio));
        var booked = Book(Holding(Strict, 50, 1000), new TransactionOrder { Type = TransactionType.Split, Symbol = "AAPL", Ratio = ratio });

        Assert.Equal(2.5m, booked.Position!.Quantity);
        Assert.Equal(1000, booked.Position.Cost);
        Assert.Equal(-47.5m, booked.Transaction!.PositionChange);
        Assert.Equal(400m, booked.Position.AverageCost);
    }

    [Fact]
    public void A_reversal_leaves_no_cost_without_units()
    {
        // Ten at 100 and ten at 200; ten sold at average cost; then the dearer ten never were.
        var state = Holding(Strict, 10, 1500, cash: 5000);
        var bought = Book(Holding(Strict, 10, 1000, cash: 5000), Trade(TransactionType.Buy, 10, 200)).Transaction!;
        var booked = Book(state with { Reversed = bought }, new TransactionOrder { Type = TransactionType.Reversal, Reverses = bought.Seq });

        Assert.Equal(0, booked.Position!.Quantity);
        Assert.Equal(0, booked.Position.Cost);
        Assert.Equal(500m, booked.Transaction!.RealizedPnl);
        Assert.True(booked.Transaction.Entry.IsBalanced);
    }

    private static BookingState Holding(PortfolioTerms terms, decimal quantity, decimal cost, decimal cash = 0) => new(
        terms,
        new Balances(1, new Entry(cash, cost, 0, 0, -cost - cash), 0, quantity == 0 ? 0 : 1),
        new Position("AAPL", quantity, cost, 0));

    private static TransactionOrder Trade(TransactionType type, decimal quantity, decimal price, decimal? fee = null) =>
        new() { Type = type, Symbol = "AAPL", Quantity = quantity, Price = price, Fee = fee };

    private static BookingResult Book(BookingState state, TransactionOrder order)
    {
        Assert.Null(OrderCheck.Find(order, state.Terms.Currency, 0));
        return BookingRules.Book(state, order, nowMicros: 7);
    }
}
