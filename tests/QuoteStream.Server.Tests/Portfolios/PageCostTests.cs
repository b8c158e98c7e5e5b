using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Portfolios;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Tests.Portfolios;

public sealed class PageCostTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private static readonly PortfolioTerms Terms = new(Id, "alice", "Main", Currency.Get("USD"), AllowShort: false, AllowMargin: false, 0);

    [Fact]
    public async Task A_page_of_200_positions_is_one_read_of_the_store()
    {
        var store = new CountedStore(new PortfolioBooks(Terms, Balances.Empty, [.. Enumerable.Range(0, 200).Select(i => new Position($"S{i}", 1, 1, 0))]));
        var pages = Pages(store, new TermsCache(store));
        var context = Context("alice");

        await pages.GetAsync(context);

        Assert.Equal(["ReadBooks"], store.Calls);
        Assert.Equal(200, JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray()).RootElement.GetProperty("positions").GetArrayLength());
    }

    [Fact]
    public async Task Whose_a_portfolio_is_is_read_once()
    {
        var store = new CountedStore(new PortfolioBooks(Terms, Balances.Empty, []));
        var terms = new TermsCache(store);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Terms, await terms.RequireAsync(Id, "alice", default));
            await Assert.ThrowsAsync<PortfolioProblemException>(async () => await terms.RequireAsync(Id, "bob", default));
            await Assert.ThrowsAsync<PortfolioProblemException>(async () => await terms.RequireAsync("no id", "bob", default));
            await Assert.ThrowsAsync<PortfolioProblemException>(() => Pages(store, terms).GetAsync(Context("bob")));
        }

        Assert.Equal(["Find"], store.Calls);
    }

    [Fact]
    public async Task What_is_known_of_portfolios_is_bounded()
    {
        var terms = new TermsCache(new CountedStore(new PortfolioBooks(Terms, Balances.Empty, [])));

        for (var i = 0; i < TermsCache.Capacity + 100; i++)
        {
            await terms.RequireAsync(i.ToString("x32"), "alice", default);
        }

        Assert.InRange(terms.Count, 1, TermsCache.Capacity);
    }

    private static PortfolioEndpoints Pages(ILedgerStore store, TermsCache terms) => new(
        store, terms, new MarketQuotes(new SymbolTable(1_000, new TradingCalendar())), new PortfolioOptions(), new LedgerCondition(), TimeProvider.System);

    private static DefaultHttpContext Context(string subject)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpAuthenticationFeature>(new RequestIdentity(new Credentials(subject, Scope.PortfolioRead, DateTimeOffset.MaxValue)));
        context.Request.RouteValues["id"] = Id;
        context.Response.Body = new MemoryStream();
        return context;
    }

    /// <summary>Has one portfolio, under every id, and notes what it is asked.</summary>
    private sealed class CountedStore(PortfolioBooks books) : ILedgerStore
    {
        public List<string> Calls { get; } = [];

        public Task<PortfolioBooks?> ReadBooksAsync(string portfolio, CancellationToken cancellation)
        {
            Calls.Add("ReadBooks");
            return Task.FromResult<PortfolioBooks?>(books);
        }

        public Task<PortfolioTerms?> FindAsync(string portfolio, CancellationToken cancellation)
        {
            Calls.Add("Find");
            return Task.FromResult<PortfolioTerms?>(books.Terms with { Id = portfolio });
        }

        public Task StartAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<bool> OpenAsync(PortfolioTerms terms, int maxOfOwner, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<PortfolioTerms>> ListAsync(string owner, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PostOutcome> PostAsync(string portfolio, KeyedOrder order, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<PostOutcome>> PostAllAsync(string portfolio, IReadOnlyList<KeyedOrder> orders, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<Transaction>> ReadTransactionsAsync(string portfolio, long after, int limit, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<TrialBalance> ProveAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
