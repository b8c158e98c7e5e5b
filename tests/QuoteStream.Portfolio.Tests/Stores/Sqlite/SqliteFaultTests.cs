using Microsoft.Data.Sqlite;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Sqlite;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Sqlite;

/// <summary>Disks that are full, files that are damaged or not to be written, and others that hold a lock.</summary>
public sealed class SqliteFaultTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SqliteDatabase _database = new();
    private readonly CommitRecorder _told = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_room()
    {
        var options = new SqliteLedgerOptions { Path = _database.File, MaxPages = 40 };
        await using var store = new SqliteLedgerStore(options, _told, TimeProvider.System);
        await store.StartAsync(None);
        var terms = Orders.Terms();
        Assert.True(await store.OpenAsync(terms, 10, None));

        var acknowledged = 0;
        LedgerUnavailableException? full = null;
        for (var i = 0; full is null; i++)
        {
            try
            {
                await store.PostAsync(terms.Id, WithLongNote($"{i}"), None);
                acknowledged++;
            }
            catch (LedgerUnavailableException unavailable)
            {
                full = unavailable;
            }
        }

        Assert.Equal(LedgerFault.Full, full.Fault);
        Assert.Contains("ledger.db", full.Message);
        Assert.Equal(acknowledged, (await store.ReadBooksAsync(terms.Id, None))!.Balances.Seq);

        options.MaxPages = 1_000;
        await Eventually.True(async () => await FaultOfAsync(store.PostAsync(terms.Id, WithLongNote($"{acknowledged}"), None)) is null);
        Assert.Equal(acknowledged + 1, (await store.ReadBooksAsync(terms.Id, None))!.Balances.Seq);
        Assert.Empty((await store.ProveAsync(None)).Faults);
        await Eventually.True(() => _told.All.Count == acknowledged + 1);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_does_not_end_the_start()
    {
        // Not even by root.
        await using var store = new SqliteLedgerStore(new SqliteLedgerOptions { Path = "/sys/ledger.db" }, _told, TimeProvider.System);
        await store.StartAsync(None);

        Assert.Equal(LedgerFault.ReadOnly, await FaultOfAsync(store.FindAsync("p", None)));
        Assert.Equal(LedgerFault.ReadOnly, await FaultOfAsync(store.PostAsync("p", Orders.Deposit("a", 1), None)));
    }

    [Fact]
    public async Task A_file_that_is_no_database_stays_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("Not a database. ", 1_000));
        await File.WriteAllTextAsync(_database.File, text);
        await using var store = _database.Open(_told);
        await store.StartAsync(None);

        Assert.Equal(LedgerFault.Corrupt, await FaultOfAsync(store.FindAsync("p", None)));
        Assert.Equal(LedgerFault.Corrupt, await FaultOfAsync(store.OpenAsync(Orders.Terms(), 1, None)));
        Assert.Equal(text, await File.ReadAllTextAsync(_database.File));

        File.Delete(_database.File);
        await Eventually.True(async () => await FaultOfAsync(store.OpenAsync(Orders.Terms(), 1, None)) is null);
    }

    [Fact]
    public async Task A_file_that_is_deleted_or_replaced_takes_no_more_orders()
    {
        var terms = Orders.Terms();
        await using (var store = _database.Open(_told))
        {
            await store.OpenAsync(terms, 10, None);
            await store.PostAsync(terms.Id, Orders.Deposit("a", 1), None);
            File.Move(_database.File, _database.File + ".kept");

            var gone = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.PostAsync(terms.Id, Orders.Deposit("b", 1), None));
            Assert.Contains("ledger.db was removed", gone.Message);
            Assert.Equal(LedgerFault.Unreachable, await FaultOfAsync(store.ReadBooksAsync(terms.Id, None)));

            await File.WriteAllTextAsync(_database.File, "Another file.");
            Assert.Equal(LedgerFault.Unreachable, await FaultOfAsync(store.PostAsync(terms.Id, Orders.Deposit("b", 1), None)));
        }

        // Whoever puts it back has everything that was acknowledged.
        File.Move(_database.File + ".kept", _database.File, overwrite: true);
        await using var again = _database.Open(_told);
        Assert.Equal(1, (await again.ReadBooksAsync(terms.Id, None))!.Balances.Seq);
    }

    [Fact]
    public async Task Damaged_pages_are_found()
    {
        var terms = Orders.Terms();
        await using (var store = _database.Open(_told))
        {
            await store.OpenAsync(terms, 10, None);
            await store.PostAllAsync(terms.Id, [.. Enumerable.Range(0, 2_000).Select(i => WithLongNote($"{i}"))], None);
        }

        await using (var file = File.OpenWrite(_database.File))
        {
            file.Position = file.Length / 2;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)(file.Length - file.Position)).ToArray());
        }

        await using var again = _database.Open(_told);
        await again.StartAsync(None);
        Assert.Equal(LedgerFault.Corrupt, await FaultOfAsync(again.ProveAsync(None)));
    }

    [Fact]
    public async Task A_lock_of_another_program_is_waited_for_and_named()
    {
        await using var store = _database.Open(_told);
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 10, None);
        await using (var other = _database.Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            var unavailable = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.PostAsync(terms.Id, Orders.Deposit("a", 1), None));
            Assert.Equal(LedgerFault.Unreachable, unavailable.Fault);
            Assert.Contains("Another program", unavailable.Message);
            Assert.NotNull(await store.ReadBooksAsync(terms.Id, None));
        }

        await Eventually.True(async () => await FaultOfAsync(store.PostAsync(terms.Id, Orders.Deposit("a", 1), None)) is null);
        Assert.Single(await store.ReadTransactionsAsync(terms.Id, 0, 10, None));
    }

    [Fact]
    public async Task Of_two_servers_on_one_file_the_second_serves_when_the_first_has_ended()
    {
        var stores = new[] { _database.Open(_told), _database.Open(_told) };
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.StartAsync(None))));
        var faults = await Task.WhenAll(stores.Select(store => FaultOfAsync(store.OpenAsync(Orders.Terms(), 10, None))));
        var first = Array.IndexOf(faults, null);

        Assert.Equal(LedgerFault.Unreachable, Assert.Single(faults, fault => fault is not null));
        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => stores[1 - first].ListAsync("alice", None));
        Assert.Contains("Another server", refused.Message);

        await stores[first].DisposeAsync();
        await Eventually.True(async () => await FaultOfAsync(stores[1 - first].ListAsync("alice", None)) is null);
        Assert.Single(await stores[1 - first].ListAsync("alice", None));
        await stores[1 - first].DisposeAsync();
    }

    [Fact]
    public async Task An_order_that_breaks_the_rules_harms_no_other()
    {
        await using var store = _database.Open(_told);
        var terms = Orders.Terms();
        await store.OpenAsync(terms, 10, None);

        // No order that has been checked is like this one.
        var broken = new KeyedOrder("broken", new TransactionOrder { Type = TransactionType.Deposit });
        var posts = Enumerable.Range(0, 60)
            .Select(i => FaultOfAsync(store.PostAsync(terms.Id, i % 20 == 7 ? broken : Orders.Deposit($"{i}", 1), None)))
            .ToArray();

        var faults = await Task.WhenAll(posts);
        Assert.Equal([LedgerFault.Other, LedgerFault.Other, LedgerFault.Other], faults.Where(fault => fault is not null).Select(fault => fault!.Value));
        Assert.Equal(57, (await store.ReadBooksAsync(terms.Id, None))!.Balances.Cash);
        await Eventually.True(() => _told.SeqsOf(terms.Id).SequenceEqual(Enumerable.Range(1, 57).Select(seq => (long)seq)));
    }

    private static KeyedOrder WithLongNote(string key) =>
        new(key, new TransactionOrder { Type = TransactionType.Deposit, Amount = 1, Note = new string('n', LedgerLimits.MaxNoteLength) });

    private static async Task<LedgerFault?> FaultOfAsync(Task use)
    {
        try
        {
            await use;
            return null;
        }
        catch (LedgerUnavailableException unavailable)
        {
            return unavailable.Fault;
        }
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
