using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>Terms and orders as tests write them.</summary>
internal static class Orders
{
    public static PortfolioTerms Terms(string owner = "alice", string currency = "USD", bool open = false, long createdMicros = 1) =>
        new(Guid.NewGuid().ToString("N"), owner, "Main", Currency.Get(currency), open, open, createdMicros);

    public static KeyedOrder Deposit(string key, decimal amount) => new(key, new TransactionOrder { Type = TransactionType.Deposit, Amount = amount });

    public static KeyedOrder Withdrawal(string key, decimal amount) => new(key, new TransactionOrder { Type = TransactionType.Withdrawal, Amount = amount });

    public static KeyedOrder Buy(string key, string symbol, decimal quantity, decimal price, decimal? fee = null) =>
        new(key, new TransactionOrder { Type = TransactionType.Buy, Symbol = symbol, Quantity = quantity, Price = price, Fee = fee });

    public static KeyedOrder Sell(string key, string symbol, decimal quantity, decimal price, decimal? fee = null) =>
        new(key, new TransactionOrder { Type = TransactionType.Sell, Symbol = symbol, Quantity = quantity, Price = price, Fee = fee });

    public static KeyedOrder Reversal(string key, long seq) => new(key, new TransactionOrder { Type = TransactionType.Reversal, Reverses = seq });

    public static KeyedOrder Split(string key, string symbol, long after, long before) => new(key, new TransactionOrder
    {
        Type = TransactionType.Split,
        Symbol = symbol,
        Ratio = SplitRatio.TryMake(after, before, out var ratio) ? ratio : throw new ArgumentException($"{after}:{before} is no split."),
    });
}
