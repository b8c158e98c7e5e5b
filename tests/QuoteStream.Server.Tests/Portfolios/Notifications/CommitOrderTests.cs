using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

public sealed class CommitOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commits_told_in_any_order_and_twice_are_told_once_and_in_order()
    {
        const int Rounds = 20;
        const int OfRound = 8;
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        await using var stream = await server.StreamAsync($"portfolio={portfolio}");
        await stream.NextAsync("portfolio");
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            server.Commits.Hold(true);
            await server.DepositManyAsync(portfolio, OfRound);
            await Eventually.True(() => server.Commits.Held.Count == OfRound);
            var held = server.Commits.Held.Concat(server.Commits.Held).ToArray();
            random.Shuffle(held);
            foreach (var transaction in held)
            {
                server.Commits.Tell(transaction);
            }

            for (var i = 1; i <= OfRound; i++)
            {
                Assert.Equal((OfRound * round) + i, (await stream.NextAsync("transaction")).GetProperty("seq").GetInt64());
            }
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Commits_of_another_process_are_read_from_the_ledger(bool isNamed, bool isNumbered)
    {
        await using var server = await LedgerServer.StartAsync(_folder);
        var portfolio = await server.OpenPortfolioAsync();
        var client = new CutFollower($"portfolio={portfolio}").From(1);
        var reading = client.ReadAsync(server.Http, long.MaxValue, _ => client.Seq == 305);
        await Eventually.True(() => client.LastId is not null);
        server.Commits.Hold(true);
        await server.DepositManyAsync(portfolio, 5);
        server.Commits.Advanced(isNamed ? portfolio : null, isNumbered ? 5 : 0);
        await Eventually.True(() => client.Seq == 5);

        // Told twice, and of what is known: nothing comes of it.
        server.Commits.Advanced(isNamed ? portfolio : null, isNumbered ? 5 : 0);
        await server.DepositManyAsync(portfolio, 300);
        server.Commits.Advanced(isNamed ? portfolio : null, isNumbered ? 305 : 0);
        await reading;
    }
}
