using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Tests.Booking;

public sealed class OrderCheckTests
{
    private const long NowMicros = 1_763_629_200_000_000;
    private const long DayMicros = 86_400_000_000;

    private static readonly TransactionOrder Deposit = new() { Type = TransactionType.Deposit, Amount = 1 };

    private static readonly TransactionOrder Buy = new() { Type = TransactionType.Buy, Symbol = "AAPL", Quantity = 1, Price = 1 };

    private static readonly TransactionOrder Dividend = new() { Type = TransactionType.Dividend, Symbol = "AAPL", Amount = 1 };

    private static readonly TransactionOrder Split = new() { Type = TransactionType.Split, Symbol = "AAPL", Ratio = Ratio(2, 1) };

    private static readonly TransactionOrder Reversal = new() { Type = TransactionType.Reversal, Reverses = 1 };

    public static TheoryData<TransactionOrder> Good => new(
        Deposit,
        Deposit with { Type = TransactionType.Withdrawal, Fee = 0 },
        Deposit with { Type = TransactionType.Fee },
        Deposit with { Amount = LedgerLimits.MaxAmount, Fee = LedgerLimits.MaxAmount },
        Deposit with { Note = "", TimeMicros = NowMicros + DayMicros },
        Deposit with { Note = new string('é', LedgerLimits.MaxNoteLength), TimeMicros = -2_208_988_800_000_000 },
        Deposit with { Note = "both halves: \ud83d\ude00" },
        Buy,
        Buy with { Type = TransactionType.Sell, Fee = 0.01m },
        Buy with { Quantity = 0.000000001m, Price = LedgerLimits.MaxPrice },
        Buy with { Quantity = LedgerLimits.MaxQuantity, Price = 0.1m, Symbol = new string('~', LedgerLimits.MaxSymbolLength) },
        Dividend,
        Dividend with { Amount = null, Quantity = 1, Price = 0.001m },
        Split,
        Reversal);

    public static TheoryData<string, TransactionOrder> Bad => new()
    {
        { "type", new TransactionOrder { Type = 0 } },
        { "type", Buy with { Type = (TransactionType)9 } },
        { "symbol", Deposit with { Symbol = "AAPL" } },
        { "quantity", Deposit with { Quantity = 1 } },
        { "price", Split with { Price = 1 } },
        { "fee", Split with { Fee = 0 } },
        { "fee", new TransactionOrder { Type = TransactionType.Fee, Amount = 1, Fee = 1 } },
        { "amount", Buy with { Amount = 1 } },
        { "ratio", Buy with { Ratio = Ratio(2, 1) } },
        { "reverses", Deposit with { Reverses = 1 } },
        { "amount", Reversal with { Amount = 1 } },
        { "symbol", Buy with { Symbol = null } },
        { "quantity", Buy with { Quantity = null } },
        { "price", Buy with { Price = null } },
        { "amount", Deposit with { Amount = null } },
        { "ratio", Split with { Ratio = null } },
        { "ratio", Split with { Ratio = default(SplitRatio) } },
        { "reverses", Reversal with { Reverses = null } },
        { "reverses", Reversal with { Reverses = 0 } },
        { "amount", Dividend with { Amount = null } },
        { "amount", Dividend with { Quantity = 1, Price = 1 } },
        { "price", Dividend with { Amount = null, Quantity = 1 } },
        { "quantity", Buy with { Quantity = 0 } },
        { "quantity", Buy with { Quantity = -1 } },
        { "quantity", Buy with { Quantity = LedgerLimits.MaxQuantity + 0.000000001m } },
        { "quantity", Buy with { Quantity = 0.0000000001m } },
        { "quantity", Buy with { Quantity = 1_000_001, Price = 1_000_000 } },
        { "price", Buy with { Price = decimal.MaxValue } },
        { "amount", Deposit with { Amount = 0 } },
        { "amount", Deposit with { Amount = 0.001m } },
        { "amount", Deposit with { Amount = LedgerLimits.MaxAmount + 0.01m } },
        { "fee", Deposit with { Fee = -0.01m } },
        { "fee", Buy with { Fee = 0.005m } },
        { "symbol", Buy with { Symbol = "" } },
        { "symbol", Buy with { Symbol = "A B" } },
        { "symbol", Buy with { Symbol = "Ä" } },
        { "symbol", Buy with { Symbol = new string('A', LedgerLimits.MaxSymbolLength + 1) } },
        { "note", Deposit with { Note = new string('a', LedgerLimits.MaxNoteLength + 1) } },
        { "note", Deposit with { Note = "one\ntwo" } },
        { "note", Deposit with { Note = "half \ud83d" } },
        { "note", Deposit with { Note = "\ude00\ud83d" } },
        { "time", Deposit with { TimeMicros = NowMicros + DayMicros + 1 } },
        { "time", Deposit with { TimeMicros = long.MinValue } },
    };

    [Theory]
    [MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void An_order_that_makes_sense_has_no_fault(TransactionOrder order) =>
        Assert.Null(OrderCheck.Find(order, Currency.Get("USD"), NowMicros));

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_fault_names_its_field(string field, TransactionOrder order) =>
        Assert.Equal(field, OrderCheck.Find(order, Currency.Get("USD"), NowMicros)?.Field);

    [Theory]
    [InlineData("JPY", 0.5, false)]
    [InlineData("JPY", 5, true)]
    [InlineData("KWD", 0.001, true)]
    [InlineData("KWD", 0.0001, false)]
    public void An_amount_is_whole_minor_units_of_the_currency(string currency, decimal amount, bool isGood) =>
        Assert.Equal(isGood, OrderCheck.Find(Deposit with { Amount = amount }, Currency.Get(currency), NowMicros) is null);

    private static SplitRatio Ratio(long after, long before) => SplitRatio.TryMake(after, before, out var ratio) ? ratio : default;
}
