using FsCheck;
using FsCheck.Fluent;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>A store does what the model does, whatever is posted. FsCheck prints the seed of what fails.</summary>
public abstract class LedgerStoreModelContract : LedgerStoreSuite
{
    private const int Runs = 25;

    private static readonly string[] Symbols = ["AAPL", "MSFT", "a.b/C"];

    private static readonly (long After, long Before)[] Splits = [(2, 1), (1, 2), (3, 2), (1, 7)];

    // One number for each order: a failing list is shortened by leaving orders away.
    private static readonly Arbitrary<int[]> Lists = Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary();

    [FactNeeds]
    public void Whatever_is_posted_the_ledger_is_as_the_model() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll(Lists, numbers => Task.Run(() => AgreesAsync(numbers)).GetAwaiter().GetResult()));

    private static KeyedOrder OrderOf(int number, int seq)
    {
        // Spread, so that a field does not depend on another.
        var random = new Random(number);
        var symbol = Symbols[random.Next(Symbols.Length)];
        decimal? fee = random.Next(3) == 0 ? random.Next(1, 300) / 100m : null;
        var amount = random.Next(1, 500_000) / 100m;
        var units = random.Next(4) == 0 ? random.Next(1, 2_000_000_000) / 100_000_000m : random.Next(1, 30);
        var price = random.Next(1, 20_000) / 100m;
        var key = $"key {random.Next(80)}";
        return random.Next(20) switch
        {
            < 3 => new KeyedOrder(key, new TransactionOrder { Type = TransactionType.Deposit, Amount = amount, Fee = fee }),
            3 => new KeyedOrder(key, new TransactionOrder { Type = TransactionType.Withdrawal, Amount = amount, Fee = fee }),
            4 => new KeyedOrder(key, new TransactionOrder { Type = TransactionType.Dividend, Symbol = symbol, Amount = amount, Fee = fee }),
            5 => new KeyedOrder(key, new TransactionOrder { Type = TransactionType.Fee, Amount = amount }),
            < 8 => Splits[random.Next(Splits.Length)] is var (after, before) ? Orders.Split(key, symbol, after, before) : null!,
            < 11 => Orders.Reversal(key, random.Next(1, seq + 2)),
            < 16 => Orders.Buy(key, symbol, units, price, fee),
            _ => Orders.Sell(key, symbol, units, price, fee),
        };
    }

    private static string TextOf(PostOutcome outcome) => outcome.Result switch
    {
        PostResult.Refused => outcome.Refusal!.Reason.ToString(),
        PostResult.KeyReused => "KeyReused",
        _ => $"{outcome.Result} {outcome.Transaction!.Seq}",
    };

    private async Task AgreesAsync(int[] numbers)
    {
        var books = new[] { false, true }.Select(isOpen => (Terms: Orders.Terms(open: isOpen), Model: new LedgerModel(isOpen))).ToArray();
        foreach (var (terms, _) in books)
        {
            Assert.True(await Store.OpenAsync(terms, int.MaxValue, None));
        }

        for (var i = 0; i < numbers.Length;)
        {
            var (terms, model) = books[numbers[i] % books.Length];
            var together = numbers[i] % 5 == 0 ? Math.Min(4, numbers.Length - i) : 1;
            var orders = numbers[i..(i += together)].Select(number => OrderOf(number, model.Seq)).ToArray();
            var outcomes = together == 1
                ? [await Store.PostAsync(terms.Id, orders[0], None)]
                : await Store.PostAllAsync(terms.Id, orders, None);
            Assert.Equal(model.PostAll(orders.Select(order => (order.Key, order.Order))), outcomes.Select(TextOf));
        }

        foreach (var (terms, model) in books)
        {
            var (_, balances, positions) = (await Store.ReadBooksAsync(terms.Id, None))!;
            Assert.Equal(model.Positions, positions);
            Assert.Equal(
                (model.Seq, model.Cash, model.Realized, model.Positions.Length),
                (balances.Seq, balances.Cash, balances.RealizedPnl, balances.OpenPositions));
        }

        Assert.Empty((await Store.ProveAsync(None)).Faults);
    }
}
