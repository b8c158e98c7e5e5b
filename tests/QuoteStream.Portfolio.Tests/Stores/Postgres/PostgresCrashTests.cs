using System.Collections.Concurrent;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Testing;

namespace QuoteStream.Portfolio.Tests.Stores.Postgres;

/// <summary>A database that goes away and comes back. Its server does not flush commits unless it is asked to.</summary>
public sealed class PostgresCrashTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private PostgresServer? _server;

    // Made by the tests, so that none is for those that are skipped.
    private PostgresServer Server => _server!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [FactNeeds(Need.Postgres)]
    public async Task Every_acknowledged_transaction_survives_a_kill_in_the_middle()
    {
        const int Writers = 6;
        const int Kills = 3;
        var database = await MakeDatabaseAsync();
        await using var left = await database.StartAsync();
        await using var right = await database.StartAsync();
        var portfolios = new[] { Orders.Terms(), Orders.Terms() };
        foreach (var terms in portfolios)
        {
            await left.OpenAsync(terms, portfolios.Length, None);
        }

        var acknowledged = new ConcurrentQueue<(string Key, Transaction Row)>();
        var failures = 0;
        var isOver = false;
        var load = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = writer % 2 == 0 ? left : right;
            for (var i = 0; !Volatile.Read(ref isOver); i++)
            {
                var key = $"{writer}-{i}";
                while (true)
                {
                    try
                    {
                        var outcome = await store.PostAsync(portfolios[writer % 3 == 0 ? 0 : 1].Id, Orders.Deposit(key, 0.01m * (writer + 1)), None);
                        acknowledged.Enqueue((key, outcome.Transaction!));
                        break;
                    }
                    catch (LedgerUnavailableException)
                    {
                        // Nobody knows whether it was booked: the same key again settles it.
                        Interlocked.Increment(ref failures);
                        await Task.Delay(20);
                    }
                }
            }
        })).ToArray();

        for (var kill = 1; kill <= Kills; kill++)
        {
            var until = acknowledged.Count + 60;
            await Eventually.True(() => acknowledged.Count >= until);
            await Server.KillAsync();
            var before = Volatile.Read(ref failures);
            await Eventually.True(() => Volatile.Read(ref failures) > before);
            await Server.StartAgainAsync();
        }

        var enough = acknowledged.Count + 60;
        await Eventually.True(() => acknowledged.Count >= enough);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(load);

        foreach (var terms in portfolios)
        {
            var rows = await LedgerAudit.ReadAllAsync(left, terms.Id);
            var mine = acknowledged.Where(each => each.Row.Portfolio == terms.Id).ToArray();
            Assert.Equal(rows, mine.Select(each => each.Row).OrderBy(row => row.Seq));
            Assert.Equal(rows.Count, mine.DistinctBy(each => each.Key).Count());
        }
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_restart_in_a_quiet_moment_is_not_noticed()
    {
        var database = await MakeDatabaseAsync();
        var terms = Orders.Terms();
        await using var store = await database.StartAsync();
        await store.OpenAsync(terms, 1, None);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => store.FindAsync(terms.Id, None)));

        await Server.StopAsync();
        await Server.StartAgainAsync();

        Assert.Equal(PostResult.Booked, (await store.PostAsync(terms.Id, Orders.Deposit("a", 1), None)).Result);
        Assert.Equal(terms, await store.FindAsync(terms.Id, None));
    }

    [FactNeeds(Need.Postgres)]
    public async Task The_listener_finds_its_way_back_and_says_that_it_was_away()
    {
        var database = await MakeDatabaseAsync();
        var heard = new AdvanceRecorder();
        await using var store = await database.StartAsync(heard);
        await Eventually.True(() => heard.Connections == 1);

        await Server.KillAsync();
        await Server.StartAgainAsync();
        await Eventually.True(() => heard.Connections == 2);

        // One whose connection alone is cut, too.
        await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()");
        await Eventually.True(() => heard.Connections == 3);
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_store_starts_without_its_database_and_works_when_that_is_there()
    {
        var database = await MakeDatabaseAsync();
        await Server.StopAsync();
        var heard = new AdvanceRecorder();
        await using var store = await database.StartAsync(heard);

        var away = await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.ListAsync("alice", None));
        Assert.Equal(LedgerFault.Unreachable, away.Fault);
        Assert.Equal(LedgerFault.Unreachable, (await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.PostAsync("none", Orders.Deposit("a", 1), None))).Fault);

        await Server.StartAgainAsync();
        Assert.Empty(await store.ListAsync("alice", None));
        await Eventually.True(() => heard.Connections == 1);
    }

    private async Task<PostgresDatabase> MakeDatabaseAsync()
    {
        _server = await PostgresServer.StartAsync();
        return new PostgresDatabase(_server, await _server.CreateDatabaseAsync());
    }
}
