using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>What the interface of the ledger's stores promises to one who asks: run on every store.</summary>
public abstract class LedgerStoreContract : LedgerStoreSuite
{
    [FactNeeds]
    public async Task A_portfolio_that_nobody_opened_is_not_there()
    {
        Assert.Null(await Store.FindAsync("none", None));
        Assert.Null(await Store.ReadBooksAsync("none", None));
        Assert.Empty(await Store.ListAsync("alice", None));
        Assert.Empty(await Store.ReadTransactionsAsync("none", 0, 10, None));
        Assert.Equal(new PostOutcome(PostResult.UnknownPortfolio), await Store.PostAsync("none", Orders.Deposit("a", 1), None));
        Assert.Equal([new PostOutcome(PostResult.UnknownPortfolio)], await Store.PostAllAsync("none", [Orders.Deposit("a", 1), Orders.Deposit("b", 1)], None));
    }

    [FactNeeds]
    public async Task A_portfolio_is_found_by_its_id_and_listed_for_its_owner_oldest_first()
    {
        var terms = Enumerable.Range(1, 5)
            .Select(i => Orders.Terms("alice", i % 2 == 0 ? "JPY" : "KWD", i % 2 == 0, createdMicros: i) with { Name = $"Nummer {i} ✓ 'x'" })
            .ToArray();
        foreach (var each in terms.Append(Orders.Terms("bob")))
        {
            Assert.True(await Store.OpenAsync(each, 10, None));
            Assert.Equal(each, await Store.FindAsync(each.Id, None));
        }

        Assert.Equal(terms, await Store.ListAsync("alice", None));
        Assert.Equal(Balances.Empty, (await Store.ReadBooksAsync(terms[0].Id, None))!.Balances);
    }

    [FactNeeds]
    public async Task An_owner_opens_no_more_portfolios_than_may_be()
    {
        Assert.True(await Store.OpenAsync(Orders.Terms(), 2, None));
        Assert.True(await Store.OpenAsync(Orders.Terms(), 2, None));
        Assert.False(await Store.OpenAsync(Orders.Terms(), 2, None));
        Assert.True(await Store.OpenAsync(Orders.Terms("bob"), 2, None));
        Assert.Equal(2, (await Store.ListAsync("alice", None)).Count);
    }

    [FactNeeds]
    public async Task What_is_booked_is_read_again_to_the_last_character()
    {
        var terms = await OpenAsync("USD");
        var everything = new List<PostOutcome>
        {
            await PostAsync(terms, Orders.Deposit("a", 1_000_000_000_000m)),
            await PostAsync(terms, Orders.Buy("b", "BRK/A^1", 0.123456789m, 98_765.432100000m, 1.5m)),
            await PostAsync(terms, Orders.Split("c", "BRK/A^1", 7, 3)),
            await PostAsync(terms, Orders.Sell("d", "BRK/A^1", 0.1m, 5_000_000_000m)),
            await PostAsync(terms, new KeyedOrder("e", new TransactionOrder
            {
                Type = TransactionType.Dividend, Symbol = "BRK/A^1", Quantity = 10.00m, Price = 0.5m, Note = "Größe: 'ein' \"Wort\" \\ 𝔘", TimeMicros = -5,
            })),
            await PostAsync(terms, new KeyedOrder("f", new TransactionOrder { Type = TransactionType.Fee, Amount = 0.01m, Note = "" })),
            await PostAsync(terms, Orders.Reversal("g", 4)),
        };

        Assert.All(everything, outcome => Assert.Equal(PostResult.Booked, outcome.Result));
        var read = await Store.ReadTransactionsAsync(terms.Id, 0, 100, None);
        Assert.Equal(everything.Select(outcome => outcome.Transaction), read);

        // Also the zeros after the point, which count when it is printed.
        Assert.Equal(everything.Select(outcome => outcome.Transaction!.ToString()), read.Select(row => row.ToString()));
        Assert.Equal(Enumerable.Range(1, 7).Select(seq => (long)seq), read.Select(row => row.Seq));
    }

    [FactNeeds]
    public async Task The_books_are_those_after_the_newest_transaction()
    {
        var terms = await OpenAsync("KWD");
        await PostAsync(terms, Orders.Deposit("a", 1000.125m));
        await PostAsync(terms, Orders.Buy("b", "ZAIN", 10, 20.0005m, 1));
        await PostAsync(terms, Orders.Buy("c", "AAPL", 1, 100));
        await PostAsync(terms, Orders.Buy("d", "OOREDOO", 2, 50));
        await PostAsync(terms, Orders.Sell("e", "OOREDOO", 2, 60));
        await PostAsync(terms, Orders.Sell("f", "ZAIN", 4, 30));

        var books = (await Store.ReadBooksAsync(terms.Id, None))!;

        Assert.Equal(terms, books.Terms);
        Assert.Equal(new Balances(6, new Entry(839.120m, 220.003m, -59.998m, 1, -1000.125m), 59.998m, 2), books.Balances);
        Assert.Equal([new Position("AAPL", 1, 100, 0), new Position("ZAIN", 6, 120.003m, 39.998m)], books.Positions);
    }

    [FactNeeds]
    public async Task The_same_key_and_order_again_give_the_same_row()
    {
        var terms = await OpenAsync();
        var first = await PostAsync(terms, Orders.Deposit("key", 10.5m));
        var again = await PostAsync(terms, Orders.Deposit("key", 10.50m));

        Assert.Equal(first with { Result = PostResult.Repeated }, again);
        Assert.Equal(first.Transaction!.ToString(), again.Transaction!.ToString());
        Assert.Single(await Store.ReadTransactionsAsync(terms.Id, 0, 10, None));
        await Eventually.True(() => Told.All.Count == 1);
    }

    [FactNeeds]
    public async Task A_key_belongs_to_one_order_of_its_portfolio()
    {
        var (mine, other) = (await OpenAsync(), await OpenAsync());
        await PostAsync(mine, Orders.Deposit("key", 10));

        Assert.Equal(new PostOutcome(PostResult.KeyReused), await PostAsync(mine, Orders.Deposit("key", 11)));
        Assert.Equal(PostResult.Booked, (await PostAsync(other, Orders.Deposit("key", 11))).Result);
        Assert.Equal(PostResult.Booked, (await PostAsync(mine, Orders.Deposit("KEY", 11))).Result);
    }

    [FactNeeds]
    public async Task A_refusal_writes_nothing_and_leaves_no_hole()
    {
        var terms = await OpenAsync();
        await PostAsync(terms, Orders.Deposit("a", 10));
        var refused = await PostAsync(terms, Orders.Withdrawal("b", 10.01m));

        Assert.Equal((PostResult.Refused, RefusalReason.InsufficientFunds), (refused.Result, refused.Refusal!.Reason));
        Assert.Equal(RefusalReason.InsufficientShares, (await PostAsync(terms, Orders.Sell("b", "X", 1, 1))).Refusal!.Reason);
        Assert.Equal(1, (await Store.ReadBooksAsync(terms.Id, None))!.Balances.Seq);

        // Not even the key is taken.
        Assert.Equal(2, (await PostAsync(terms, Orders.Withdrawal("b", 10))).Transaction!.Seq);
        await Eventually.True(() => Told.SeqsOf(terms.Id).SequenceEqual([1, 2]));
    }

    [FactNeeds]
    public async Task A_transaction_is_taken_back_once()
    {
        var terms = await OpenAsync();
        await PostAsync(terms, Orders.Deposit("a", 100));
        await PostAsync(terms, Orders.Buy("b", "X", 3, 10));

        Assert.Equal(RefusalReason.UnknownTransaction, (await PostAsync(terms, Orders.Reversal("c", 3))).Refusal!.Reason);
        var reversal = await PostAsync(terms, Orders.Reversal("c", 2));
        Assert.Equal((3, 2L, 0m), (reversal.Transaction!.Seq, reversal.Transaction.Reverses, reversal.Transaction.PositionAfter));
        Assert.Equal(RefusalReason.AlreadyReversed, (await PostAsync(terms, Orders.Reversal("d", 2))).Refusal!.Reason);
        Assert.Equal(RefusalReason.NotReversible, (await PostAsync(terms, Orders.Reversal("e", 3))).Refusal!.Reason);
        Assert.Empty((await Store.ReadBooksAsync(terms.Id, None))!.Positions);
    }

    [FactNeeds]
    public async Task Pages_go_on_after_a_seq()
    {
        var terms = await OpenAsync();
        await Store.PostAllAsync(terms.Id, [.. Enumerable.Range(0, 25).Select(i => Orders.Deposit($"{i}", 1))], None);

        Assert.Equal([1L, 2, 3], await SeqsAsync(terms, 0, 3));
        Assert.Equal([24L, 25], await SeqsAsync(terms, 23, 10));
        Assert.Empty(await SeqsAsync(terms, 25, StoreLimits.MaxPage));
        Assert.Equal(25, (await SeqsAsync(terms, -1, StoreLimits.MaxPage)).Count);
    }

    [FactNeeds]
    public async Task Orders_at_once_are_all_booked()
    {
        var terms = await OpenAsync();
        KeyedOrder[] orders = [Orders.Deposit("a", 100), Orders.Buy("b", "X", 1, 60), Orders.Deposit("a", 100), Orders.Sell("c", "X", 1, 70)];

        var outcomes = await Store.PostAllAsync(terms.Id, orders, None);
        Assert.Equal([PostResult.Booked, PostResult.Booked, PostResult.Repeated, PostResult.Booked], outcomes.Select(outcome => outcome.Result));
        Assert.Equal(110, outcomes[3].Transaction!.CashAfter);
        await Eventually.True(() => Told.SeqsOf(terms.Id).SequenceEqual([1, 2, 3]));

        // The whole may be repeated, and go on.
        var again = await Store.PostAllAsync(terms.Id, [.. orders, Orders.Withdrawal("d", 110)], None);
        Assert.Equal(outcomes.Select(outcome => outcome.Transaction), again.Take(4).Select(outcome => outcome.Transaction));
        Assert.Equal((PostResult.Booked, 4), (again[4].Result, again[4].Transaction!.Seq));
    }

    [FactNeeds]
    public async Task Of_orders_at_once_none_is_booked_when_one_is_not()
    {
        var terms = await OpenAsync();
        await PostAsync(terms, Orders.Deposit("a", 100));

        var refused = await Store.PostAllAsync(
            terms.Id, [Orders.Deposit("b", 1), Orders.Buy("c", "X", 1, 50), Orders.Withdrawal("d", 51.01m), Orders.Deposit("e", 1)], None);
        Assert.Equal([PostResult.Booked, PostResult.Booked, PostResult.Refused], refused.Select(outcome => outcome.Result));
        var reused = await Store.PostAllAsync(terms.Id, [Orders.Deposit("b", 1), Orders.Deposit("a", 101), Orders.Deposit("e", 1)], None);
        Assert.Equal([PostResult.Booked, PostResult.KeyReused], reused.Select(outcome => outcome.Result));

        var books = (await Store.ReadBooksAsync(terms.Id, None))!;
        Assert.Equal((1, 100m, 0), (books.Balances.Seq, books.Balances.Cash, books.Balances.OpenPositions));
        Assert.Empty(books.Positions);
        Assert.Equal((PostResult.Booked, 2), await ResultAsync(terms, Orders.Deposit("b", 7)));
        await Eventually.True(() => Told.SeqsOf(terms.Id).SequenceEqual([1, 2]));
    }

    [FactNeeds]
    public async Task As_many_orders_at_once_as_may_be_are_one_commit()
    {
        var terms = await OpenAsync();
        var outcomes = await Store.PostAllAsync(
            terms.Id, [.. Enumerable.Range(0, StoreLimits.MaxOrdersAtOnce).Select(i => Orders.Deposit($"{i}", 0.01m))], None);

        Assert.Equal(StoreLimits.MaxOrdersAtOnce, outcomes.Count(outcome => outcome.Result == PostResult.Booked));
        Assert.Equal(100, (await Store.ReadBooksAsync(terms.Id, None))!.Balances.Cash);
        Assert.Equal(StoreLimits.MaxPage, (await SeqsAsync(terms, 0, StoreLimits.MaxPage)).Count);
    }

    [FactNeeds]
    public async Task The_proof_adds_every_row_up_by_currency()
    {
        Assert.Equal((0, 0, true), await ProofAsync());
        var (dollars, more, yen) = (await OpenAsync(), await OpenAsync(), await OpenAsync("JPY"));
        await PostAsync(dollars, Orders.Deposit("a", 100));
        await PostAsync(dollars, Orders.Buy("b", "X", 1, 40, 0.5m));
        await PostAsync(more, Orders.Deposit("a", 7));
        await PostAsync(yen, Orders.Deposit("a", 5_000));

        var proof = await Store.ProveAsync(None);

        Assert.Equal(["JPY", "USD"], proof.Totals.Keys.Order());
        Assert.Equal(new Entry(66.5m, 40, 0, 0.5m, -107), proof.Totals["USD"]);
        Assert.Equal(new Entry(5_000, 0, 0, 0, -5_000), proof.Totals["JPY"]);
        Assert.Equal((3, 4, true), await ProofAsync());
    }
}
