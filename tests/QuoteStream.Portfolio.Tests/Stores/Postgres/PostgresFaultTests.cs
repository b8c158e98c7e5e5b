using System.Net.Sockets;
using Npgsql;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Postgres;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>What is told when the database cannot do it, and that the store goes on after it.</summary>
[Collection(PostgresTestGroup.Name)]
public sealed class PostgresFaultTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("53100", LedgerFault.Full)]
    [InlineData("25006", LedgerFault.ReadOnly)]
    [InlineData("53300", LedgerFault.Busy)]
    [InlineData("40001", LedgerFault.Busy)]
    [InlineData("55P03", LedgerFault.Busy)]
    [InlineData("57014", LedgerFault.Busy)]
    [InlineData("57P01", LedgerFault.Unreachable)]
    [InlineData("57P03", LedgerFault.Unreachable)]
    [InlineData("08006", LedgerFault.Unreachable)]
    [InlineData("28P01", LedgerFault.Other)]
    [InlineData("42501", LedgerFault.Other)]
    [InlineData("XX001", LedgerFault.Corrupt)]
    [InlineData("P0001", LedgerFault.Other)]
    public void A_state_of_PostgreSQL_is_a_fault_of_the_ledger(string state, LedgerFault fault)
    {
        var told = new PostgresFaults("db:5432, database ledger").Translate(new PostgresException("text", "ERROR", "ERROR", state));

        Assert.Equal(fault, told.Fault);
        Assert.Contains($"(db:5432, database ledger; {state})", told.Message);
    }

    [Theory]
    [InlineData("Host=db;Password=se;cret;Database=x")]
    [InlineData("Host=db;Password=secret;Port=many-secret")]
    [InlineData("Password=secret;Database=x")]
    [InlineData("secret")]
    [InlineData("")]
    public void A_connection_string_that_cannot_be_read_is_not_repeated(string connectionString)
    {
        var refused = Assert.Throws<ArgumentException>(() => new PostgresLedgerStore(connectionString, TimeProvider.System, new CommitRecorder()));

        Assert.DoesNotContain("cret", refused.ToString());
    }

    [Fact]
    public void The_settings_of_the_owner_hold_before_those_of_the_store()
    {
        var own = PostgresSettings.Read("Host=db;MaxPoolSize=7;CommandTimeout=3");
        var plain = PostgresSettings.Read("Host=db");

        Assert.Equal((7, 3), (own.MaxPoolSize, own.CommandTimeout));
        Assert.Equal((20, 30), (plain.MaxPoolSize, plain.CommandTimeout));
    }

    [Fact]
    public async Task Nobody_at_the_port_is_a_database_that_does_not_answer()
    {
        await using var store = new PostgresLedgerStore(
            $"Host=127.0.0.1;Port={LastingPort.Take()};Password=secret", TimeProvider.System, new CommitRecorder());
        await store.StartAsync(None);

        var away = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.PostAsync("p", Orders.Deposit("a", 1), None));

        Assert.Equal(LedgerFault.Unreachable, away.Fault);
        Assert.IsType<SocketException>(away.InnerException?.InnerException);
        Assert.DoesNotContain("secret", away.ToString());
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_database_that_was_made_read_only_still_reads()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using (var before = await database.StartAsync())
        {
            await before.OpenAsync(Orders.Terms(), 1, None);
        }

        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET default_transaction_read_only = on");
        await using var store = await database.StartAsync();
        var terms = (await store.ListAsync("alice", None)).Single();

        Assert.Equal(LedgerFault.ReadOnly, await FaultOfAsync(() => store.PostAsync(terms.Id, Orders.Deposit("a", 1), None)));
        Assert.Equal(LedgerFault.ReadOnly, await FaultOfAsync(() => store.OpenAsync(Orders.Terms(), 9, None)));
    }

    [FactNeeds(Need.Postgres)]
    public async Task Without_a_connection_left_it_is_busy()
    {
        var database = await postgres.MakeDatabaseAsync();
        await (await database.StartAsync()).DisposeAsync();
        await database.ExecuteAsync($"CREATE ROLE {database.Name}_none LOGIN PASSWORD 'x' CONNECTION LIMIT 0");
        await using var none = await database.StartAsync($"{database.Name}_none", "x");
        Assert.Equal(LedgerFault.Busy, await FaultOfAsync(() => none.ListAsync("alice", None)));

        // A pool of one, and that one waits for a lock.
        await using var store = await database.StartAsync(settings: "Maximum Pool Size=1;Timeout=1");
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 1, None);
        await using var held = await HeldLock.TakeAsync(database, terms.Id);
        var post = store.PostAsync(terms.Id, Orders.Deposit("a", 1), None);
        await held.HasWaiterAsync();
        Assert.Equal(LedgerFault.Busy, await FaultOfAsync(() => store.ListAsync("alice", None)));
        await held.DisposeAsync();
        Assert.True((await post).IsBooked);
    }

    [FactNeeds(Need.Postgres)]
    public async Task One_order_that_cannot_be_written_does_not_take_the_others_along()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var store = await database.StartAsync();
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 1, None);
        await using var held = await HeldLock.TakeAsync(database, terms.Id);
        var first = store.PostAsync(terms.Id, Orders.Deposit("first", 1), None);
        await held.HasWaiterAsync();

        // These wait together, and so would be written together.
        var good = Enumerable.Range(0, 5).Select(i => store.PostAsync(terms.Id, Orders.Deposit($"good-{i}", 1), None)).ToArray();
        var halfLetter = new KeyedOrder("bad", new TransactionOrder { Type = TransactionType.Deposit, Amount = 1, Note = "\ud800" });
        var bad = store.PostAsync(terms.Id, halfLetter, None);
        await held.DisposeAsync();

        Assert.True((await first).IsBooked);
        Assert.All(await Task.WhenAll(good), outcome => Assert.Equal(PostResult.Booked, outcome.Result));
        await Assert.ThrowsAnyAsync<Exception>(() => bad);
        Assert.Equal(6, (await LedgerAudit.ReadAllAsync(store, terms.Id)).Count);
    }

    [FactNeeds(Need.Postgres)]
    public async Task Who_has_gone_before_the_turn_came_is_not_booked()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var store = await database.StartAsync();
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 1, None);
        await using var held = await HeldLock.TakeAsync(database, terms.Id);
        var first = store.PostAsync(terms.Id, Orders.Deposit("first", 1), None);
        await held.HasWaiterAsync();
        using var gone = new CancellationTokenSource();
        var second = store.PostAsync(terms.Id, Orders.Deposit("second", 1), gone.Token);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await held.DisposeAsync();

        Assert.True((await first).IsBooked);
        Assert.Equal(2, (await store.PostAsync(terms.Id, Orders.Deposit("third", 1), None)).Transaction!.Seq);
    }

    [FactNeeds(Need.Postgres)]
    public async Task Orders_wait_in_a_line_that_has_an_end()
    {
        var database = await postgres.MakeDatabaseAsync();
        await using var store = await database.StartAsync();
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 1, None);
        await using var held = await HeldLock.TakeAsync(database, terms.Id);
        var first = store.PostAsync(terms.Id, Orders.Deposit("first", 1), None);
        await held.HasWaiterAsync();

        var line = store.PostAllAsync(
            terms.Id, [.. Enumerable.Range(0, StoreLimits.MaxOrdersAtOnce).Select(i => Orders.Deposit($"{i}", 0.01m))], None);
        Assert.Equal(LedgerFault.Busy, await FaultOfAsync(() => store.PostAsync(terms.Id, Orders.Deposit("too many", 1), None)));
        await held.DisposeAsync();

        Assert.True((await first).IsBooked);
        Assert.Equal(StoreLimits.MaxOrdersAtOnce, (await line).Count);
        Assert.Equal(101, (await store.ReadBooksAsync(terms.Id, None))!.Balances.Cash);
    }

    [FactNeeds(Need.Postgres)]
    public async Task After_its_end_a_store_says_so()
    {
        var database = await postgres.MakeDatabaseAsync();
        var store = await database.StartAsync();
        await store.DisposeAsync();

        Assert.Equal(LedgerFault.Stopped, await FaultOfAsync(() => store.PostAsync("p", Orders.Deposit("a", 1), None)));
        Assert.Equal(LedgerFault.Stopped, await FaultOfAsync(() => store.ListAsync("alice", None)));
    }

    private static async Task<LedgerFault> FaultOfAsync(Func<Task> use) => (await Assert.ThrowsAsync<LedgerUnavailableException>(use)).Fault;
}
