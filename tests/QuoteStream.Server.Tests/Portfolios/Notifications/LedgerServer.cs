using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Sqlite;
using QuoteStream.Server.Portfolios;
using QuoteStream.Server.Portfolios.Notifications;
using QuoteStream.Server.Security;
using QuoteStream.Server.Tests.Security;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

/// <summary>A running server with a SQLite ledger that a test can break, and whose commits it can hold back.</summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    public const string Owner = "alice";

    private LedgerServer(RunningServer server, BreakableLedger ledger, HeldCommits commits)
    {
        Server = server;
        Ledger = ledger;
        Commits = commits;
        Http = ClientOf(Owner, Scope.PortfolioRead | Scope.QuotesRead);
    }

    public RunningServer Server { get; }

    public BreakableLedger Ledger { get; }

    public HeldCommits Commits { get; }

    /// <summary>With the token of <see cref="Owner"/>.</summary>
    public HttpClient Http { get; }

    public PortfolioFeeds Feeds => Server.Services.GetRequiredService<PortfolioFeeds>();

    public StreamInside Inside => new(Server);

    /// <param name="folder">Of the ledger, so that another server may go on with it.</param>
    public static async Task<LedgerServer> StartAsync(TemporaryFolder folder, params (string Key, string Value)[] settings)
    {
        BreakableLedger? ledger = null;
        HeldCommits? commits = null;
        var options = new SqliteLedgerOptions { Path = Path.Combine(folder.Path, "ledger.db") };
        var server = await RunningServer.StartAsync(
            builder =>
            {
                builder.Services.RemoveAll<ILedgerStore>();
                builder.Services.AddSingleton<ILedgerStore>(s =>
                {
                    commits = new HeldCommits(new CommitListeners(s.GetServices<ICommitListener>(), NullLogger<CommitListeners>.Instance));
                    return ledger = new BreakableLedger(new SqliteLedgerStore(options, commits, TimeProvider.System));
                });
            },
            _ => { },
            [("Streaming:DrainPeriod", "00:00:00"), .. settings]);
        await server.Services.GetRequiredService<ILedgerStore>().StartAsync(CancellationToken.None);
        return new LedgerServer(server, ledger!, commits!);
    }

    public string TokenOf(string subject, Scope scopes) => Server.Token(subject, scopes);

    public HttpClient ClientOf(string subject, Scope scopes)
    {
        var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Server.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(subject, scopes));
        return http;
    }

    public async Task<string> OpenPortfolioAsync(string owner = Owner)
    {
        var terms = new PortfolioTerms(Guid.NewGuid().ToString("N"), owner, "Main", Currency.Get("USD"), AllowShort: false, AllowMargin: false, 1);
        Assert.True(await Ledger.OpenAsync(terms, 1_000, CancellationToken.None));
        return terms.Id;
    }

    public Task<Transaction> DepositAsync(string portfolio, decimal amount = 100) =>
        PostAsync(portfolio, new TransactionOrder { Type = TransactionType.Deposit, Amount = amount });

    public Task<Transaction> BuyAsync(string portfolio, string symbol, decimal quantity, decimal price) => PostAsync(
        portfolio, new TransactionOrder { Type = TransactionType.Buy, Symbol = symbol, Quantity = quantity, Price = price });

    public async Task<Transaction> PostAsync(string portfolio, TransactionOrder order)
    {
        var outcome = await Ledger.PostAsync(portfolio, new KeyedOrder(Guid.NewGuid().ToString("N"), order), CancellationToken.None);
        Assert.Equal(PostResult.Booked, outcome.Result);
        return outcome.Transaction!;
    }

    public async Task DepositManyAsync(string portfolio, int count)
    {
        for (var left = count; left > 0; left -= StoreLimits.MaxOrdersAtOnce)
        {
            var orders = Enumerable.Range(0, Math.Min(left, StoreLimits.MaxOrdersAtOnce)).Select(
                _ => new KeyedOrder(Guid.NewGuid().ToString("N"), new TransactionOrder { Type = TransactionType.Deposit, Amount = 1, Note = "one of many" }));
            await Ledger.PostAllAsync(portfolio, [.. orders], CancellationToken.None);
        }
    }

    public Task<EventReader> StreamAsync(string query, string? lastEventId = null) => EventReader.OpenAsync(Http, query, lastEventId);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
