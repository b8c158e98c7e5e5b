using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.Portfolios;

/// <summary>A ledger whose server, or database, is killed in the middle of everything, again and again.</summary>
public sealed class LedgerCrashTests
{
    private const int Kills = 20;
    private const int Writers = 20;
    private const int Followers = 4;
    private const int PageSize = 1000;

    [Fact]
    public async Task Embedded_nothing_acknowledged_is_lost_and_nothing_is_told_twice()
    {
        await using var server = new LedgerServer();
        await RunAsync(server, server.KillAsync, server.StartAsync);
    }

    [FactNeeds(Need.Postgres)]
    public async Task On_PostgreSQL_nothing_acknowledged_is_lost_and_nothing_is_told_twice()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var server = new LedgerServer(await StoreOnAsync(database));
        await RunAsync(server, server.KillAsync, server.StartAsync);
    }

    [FactNeeds(Need.Postgres)]
    public async Task A_database_that_is_killed_loses_nothing_acknowledged_either()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var server = new LedgerServer(await StoreOnAsync(database));
        await RunAsync(server, database.KillAsync, database.StartAgainAsync, endsStreams: false);
    }

    private static async Task<(string Key, string Value)[]> StoreOnAsync(PostgresServer database) =>
        [("Portfolio:Store", "postgres"), ("Portfolio:ConnectionString", database.ConnectionString(await database.CreateDatabaseAsync()))];

    private static async Task RunAsync(LedgerServer server, Func<Task> kill, Func<Task> revive, bool endsStreams = true)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await server.StartAsync();
        using var client = await server.ConnectAsync();
        var portfolio = await OpenAsync(client);
        var acknowledged = new ConcurrentDictionary<string, long>();
        var writers = Enumerable.Range(0, Writers).Select(i => new TransactionWriter(client, portfolio, $"w{i}", random.Next(), acknowledged)).ToArray();
        var followers = Enumerable.Range(0, Followers).Select(_ => new TransactionFollower(client, $"portfolio={portfolio}")).ToArray();
        using var stopWriting = new CancellationTokenSource();
        using var stopFollowing = new CancellationTokenSource();
        var following = followers.Select(follower => follower.RunAsync(stopFollowing.Token)).ToArray();
        // Each has an id to come back with: from here on it must be told everything.
        await Eventually.True(() => followers.All(follower => follower.LastEventId is not null));
        var writing = writers.Select(writer => writer.RunAsync(stopWriting.Token)).ToArray();

        for (var i = 0; i < Kills; i++)
        {
            var before = acknowledged.Count;
            await Eventually.True(() => acknowledged.Count > before + Writers || writers.Any(writer => !writer.Faults.IsEmpty));
            await Task.Delay(random.Next(100));
            await kill();
            await revive();
        }

        await stopWriting.CancelAsync();
        await Task.WhenAll(writing);
        Assert.Empty(writers.SelectMany(writer => writer.Faults));
        var ledger = await ReadAllAsync(client, portfolio);
        await Eventually.True(() => followers.All(follower => follower.Told.Count >= ledger.Count));
        await stopFollowing.CancelAsync();
        await Task.WhenAll(following);

        CheckLedger(ledger, acknowledged, seed);
        Assert.All(followers, follower => Assert.Equal(ledger, follower.Told));
        Assert.All(followers, follower => Assert.True(follower.Reconnections > (endsStreams ? Kills / 2 : 0)));
        Assert.Equal(0, await server.TerminateAsync());
        var (code, proof) = await server.ProveAsync();
        Assert.True(code == 0, proof);
    }

    private static void CheckLedger(List<(long Seq, string? Note)> ledger, ConcurrentDictionary<string, long> acknowledged, int seed)
    {
        Assert.Equal(Enumerable.Range(1, ledger.Count).Select(seq => (long)seq), ledger.Select(row => row.Seq));
        var byKey = ledger.ToDictionary(row => row.Note!, row => row.Seq);
        Assert.All(acknowledged, told =>
            Assert.True(byKey.TryGetValue(told.Key, out var seq) && seq == told.Value, $"{told.Key} was acknowledged as {told.Value}, seed {seed}."));
    }

    private static async Task<string> OpenAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/v1/portfolios", new { name = "Main", currency = "USD" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static async Task<List<(long Seq, string? Note)>> ReadAllAsync(HttpClient client, string portfolio)
    {
        var rows = new List<(long, string?)>();
        while (true)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/v1/portfolios/{portfolio}/transactions?after={rows.Count}&limit={PageSize}");
            var transactions = page.GetProperty("transactions");
            rows.AddRange(transactions.EnumerateArray().Select(row => (row.GetProperty("seq").GetInt64(), row.GetProperty("note").GetString())));
            if (transactions.GetArrayLength() < PageSize)
            {
                return rows;
            }
        }
    }
}
