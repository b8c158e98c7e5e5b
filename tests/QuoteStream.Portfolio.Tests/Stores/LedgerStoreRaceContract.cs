using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores;

/// <summary>What it promises to many who ask at once, and over the ends of stores: run on every store.</summary>
public abstract class LedgerStoreRaceContract : LedgerStoreSuite
{
    [FactNeeds]
    public async Task Portfolios_opened_at_once_are_no_more_than_may_be()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.OpenAsync(Orders.Terms(), 3, None)));

        Assert.Equal(3, opened.Count(one => one));
        Assert.Equal(3, (await Store.ListAsync("alice", None)).Count);
    }

    [FactNeeds]
    public async Task Of_the_same_order_fifty_times_at_once_one_is_booked()
    {
        var terms = await OpenAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => i % 5 == 0
            ? PostAllOfOneAsync(terms, Orders.Deposit("key", 10))
            : PostAsync(terms, Orders.Deposit("key", 10)))));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Result == PostResult.Booked));
        Assert.Equal(49, outcomes.Count(outcome => outcome.Result == PostResult.Repeated));
        Assert.All(outcomes, outcome => Assert.Equal(1, outcome.Transaction!.Seq));
        Assert.Equal(10, (await Store.ReadBooksAsync(terms.Id, None))!.Balances.Cash);
        await Eventually.True(() => Told.All.Count == 1);
    }

    [FactNeeds]
    public async Task Cash_is_not_spent_twice_by_orders_at_once()
    {
        var terms = await OpenAsync();
        await PostAsync(terms, Orders.Deposit("cash", 7));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => PostAsync(terms, Orders.Withdrawal($"{i}", 1)))));

        Assert.Equal(7, outcomes.Count(outcome => outcome.Result == PostResult.Booked));
        Assert.All(outcomes, outcome => Assert.True(outcome.IsBooked || outcome.Refusal!.Reason == RefusalReason.InsufficientFunds));
        Assert.Equal(0, (await Store.ReadBooksAsync(terms.Id, None))!.Balances.Cash);
    }

    [FactNeeds]
    public async Task Portfolios_written_at_once_each_have_seqs_without_holes_and_each_is_told_once()
    {
        const int Each = 50;
        var portfolios = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync()));
        await Task.WhenAll(portfolios.SelectMany(terms => Enumerable.Range(0, Each).Select(i => Task.Run(() => PostAsync(terms, Orders.Deposit($"{i}", i + 1))))));

        var seqs = Enumerable.Range(1, Each).Select(seq => (long)seq).ToArray();
        foreach (var terms in portfolios)
        {
            Assert.Equal(seqs, await SeqsAsync(terms, 0, StoreLimits.MaxPage));
            await Eventually.True(() => Told.SeqsOf(terms.Id).Order().SequenceEqual(seqs));
        }

        var proof = await Store.ProveAsync(None);
        Assert.Empty(proof.Faults);
        Assert.Equal((portfolios.Length, portfolios.Length * Each), (proof.Portfolios, proof.Transactions));
    }

    [FactNeeds]
    public async Task What_is_told_can_be_read()
    {
        var terms = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => PostAsync(terms, Orders.Deposit($"{i}", i + 1))));
        await Eventually.True(() => Told.All.Count == 30);

        Assert.Equal(await Store.ReadTransactionsAsync(terms.Id, 0, 100, None), Told.All.OrderBy(transaction => transaction.Seq));
    }

    [FactNeeds]
    public async Task Everything_is_there_after_a_restart()
    {
        var terms = await OpenAsync("JPY", open: true);
        var booked = await PostAsync(terms, Orders.Sell("a", "7203", 100, 2_500, 10));
        await PostAsync(terms, Orders.Buy("b", "7203", 30, 2_400));
        var books = (await Store.ReadBooksAsync(terms.Id, None))!;
        var rows = await Store.ReadTransactionsAsync(terms.Id, 0, 10, None);

        await RestartAsync();

        var after = (await Store.ReadBooksAsync(terms.Id, None))!;
        Assert.Equal((books.Terms, books.Balances), (after.Terms, after.Balances));
        Assert.Equal(books.Positions, after.Positions);
        Assert.Equal(rows, await Store.ReadTransactionsAsync(terms.Id, 0, 10, None));
        Assert.Equal(booked with { Result = PostResult.Repeated }, await PostAsync(terms, Orders.Sell("a", "7203", 100, 2_500, 10)));
        Assert.Equal((PostResult.Booked, 3), await ResultAsync(terms, Orders.Buy("c", "7203", 70, 2_400)));
        Assert.True((await Store.ProveAsync(None)).IsProved);
    }

    [FactNeeds]
    public async Task Who_disposes_loses_nothing_that_was_acknowledged()
    {
        var terms = await OpenAsync();
        var posts = Enumerable.Range(0, 200).Select(i => Task.Run(() => PostAsync(terms, Orders.Deposit($"{i}", 1)))).ToArray();
        await Task.WhenAny(posts);
        await RestartAsync();

        var acknowledged = new List<long>();
        foreach (var post in posts)
        {
            try
            {
                acknowledged.Add((await post).Transaction!.Seq);
            }
            catch (LedgerUnavailableException unavailable)
            {
                Assert.Equal(LedgerFault.Stopped, unavailable.Fault);
            }
        }

        Assert.Empty(acknowledged.Except(await SeqsAsync(terms, 0, StoreLimits.MaxPage)));
        Assert.NotEmpty(acknowledged);
        Assert.True((await Store.ProveAsync(None)).IsProved);
    }

    [FactNeeds]
    public async Task A_store_that_was_disposed_says_that_it_has_stopped()
    {
        var terms = await OpenAsync();
        await Store.DisposeAsync();

        Func<Task>[] uses =
        [
            () => PostAsync(terms, Orders.Deposit("a", 1)),
            () => Store.PostAllAsync(terms.Id, [Orders.Deposit("a", 1)], None),
            () => Store.OpenAsync(Orders.Terms(), 5, None),
            () => Store.FindAsync(terms.Id, None),
            () => Store.ReadTransactionsAsync(terms.Id, 0, 1, None),
            () => Store.ProveAsync(None),
        ];
        foreach (var use in uses)
        {
            Assert.Equal(LedgerFault.Stopped, (await Assert.ThrowsAsync<LedgerUnavailableException>(use)).Fault);
        }
    }

    [FactNeeds]
    public async Task Whoever_is_gone_before_its_turn_books_nothing()
    {
        var terms = await OpenAsync();
        var gone = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PostAsync(terms.Id, Orders.Deposit("a", 1), gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ReadBooksAsync(terms.Id, gone));
        Assert.Equal((PostResult.Booked, 1), await ResultAsync(terms, Orders.Deposit("b", 1)));
    }
}
