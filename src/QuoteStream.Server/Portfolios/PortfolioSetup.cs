using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Portfolios.Orders;
using QuoteStream.Server.Portfolios.Transfers;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Portfolios;

/// <summary>The ledger and the endpoints of portfolios.</summary>
public static class PortfolioSetup
{
    private const string Json = "application/json";

    private static readonly (string Name, bool IsRequired, string Meaning) Id = ("{id}", true, "The portfolio's id.");

    private static readonly (string Name, bool IsRequired, string Meaning) Key = (
        $"{IdempotencyKey.Header}:", true, $"{IdempotencyKey.Rule}: under it this is booked once, however often it is sent.");

    /// <summary>After <see cref="OperationsSetup.AddOperations"/>: the SQLite file is in the data directory.</summary>
    public static void AddPortfolios(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<PortfolioOptions>();
        var services = builder.Services;
        services.AddSingleton<CommitListeners>();
        services.AddSingleton<ICommitListener>(s => s.GetRequiredService<QuoteStreamMetrics>().Ledger);
        services.AddSingleton(s => LedgerStores.Make(
            options,
            s.GetRequiredService<DataOptions>(),
            s.GetRequiredService<CommitListeners>(),
            s.GetService<TimeProvider>() ?? TimeProvider.System,
            s.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService<LedgerStart>();
        services.AddSingleton<LedgerCondition>();
        services.AddSingleton<LedgerCheck>();
        services.AddSingleton<TermsCache>();
        services.AddSingleton<MarketQuotes>();
        services.AddSingleton<PortfolioRequests>();
        services.AddSingleton<PortfolioEndpoints>();
        services.AddSingleton<TransactionEndpoints>();
        services.AddSingleton<ImportEndpoint>();
        services.AddSingleton<ExportEndpoint>();
        services.AddHealthChecks().AddCheck<LedgerCheck>("ledger", tags: [HealthEndpoints.ReadyTag]);
    }

    public static void MapPortfolios(this WebApplication app)
    {
        MapPages(app, app.Services.GetRequiredService<PortfolioEndpoints>());
        MapTransactions(app, app.Services.GetRequiredService<TransactionEndpoints>());
        var import = app.Services.GetRequiredService<ImportEndpoint>();
        Map(app, HttpMethods.Post, "/v1/portfolios/{id}/import", import.PostAsync, Scope.PortfolioWrite).Describe(
            import.PostAsync,
            "Books the transactions of a file in one commit, or none of them.",
            StatusCodes.Status200OK,
            Json,
            ["text/csv", Json],
            Id,
            Key,
            ("partial", false, "true: what can be booked is, and the answer tells of the rest by line."));
        var export = app.Services.GetRequiredService<ExportEndpoint>();
        Map(app, HttpMethods.Get, "/v1/portfolios/{id}/export", export.GetAsync, Scope.PortfolioRead).Describe(
            export.GetAsync,
            "The whole ledger as a file that an import takes.",
            StatusCodes.Status200OK,
            "text/csv",
            [],
            Id,
            ("format", false, "csv (default) or json."));
    }

    private static void MapPages(WebApplication app, PortfolioEndpoints pages)
    {
        Map(app, HttpMethods.Post, "/v1/portfolios", pages.PostAsync, Scope.PortfolioWrite).Describe(
            pages.PostAsync,
            "Opens a portfolio: name, currency, and where wanted allowShort and allowMargin.",
            StatusCodes.Status201Created,
            Json,
            [Json]);
        Map(app, HttpMethods.Get, "/v1/portfolios", pages.ListAsync, Scope.PortfolioRead).Describe(
            pages.ListAsync, "The caller's portfolios, oldest first, at what the market says now.", StatusCodes.Status200OK, Json, []);
        Map(app, HttpMethods.Get, "/v1/portfolios/{id}", pages.GetAsync, Scope.PortfolioRead).Describe(
            pages.GetAsync,
            "Cash, positions and totals at what the market says now. The ETag is of all that is shown, prices too.",
            StatusCodes.Status200OK,
            Json,
            [],
            Id,
            ("If-None-Match:", false, "The tag of the page that is known: 304 where nothing has changed."));
    }

    private static void MapTransactions(WebApplication app, TransactionEndpoints transactions)
    {
        Map(app, HttpMethods.Post, "/v1/portfolios/{id}/transactions", transactions.PostAsync, Scope.PortfolioWrite).Describe(
            transactions.PostAsync,
            "Books a transaction; it is on disk when this answers 201. The same again is answered 200.",
            StatusCodes.Status201Created,
            Json,
            [Json],
            Id,
            Key);
        Map(app, HttpMethods.Get, "/v1/portfolios/{id}/transactions", transactions.ListAsync, Scope.PortfolioRead).Describe(
            transactions.ListAsync,
            "Transactions in order of seq.",
            StatusCodes.Status200OK,
            Json,
            [],
            Id,
            ("after", false, "Those behind this seq; 0 by default."),
            ("limit", false, $"Most transactions: 1 to {StoreLimits.MaxPage}, 100 by default."));
        Map(app, HttpMethods.Get, "/v1/portfolios/{id}/transactions/{seq}", transactions.GetAsync, Scope.PortfolioRead).Describe(
            transactions.GetAsync, "One transaction.", StatusCodes.Status200OK, Json, [], Id, ("{seq}", true, "Its number in the portfolio."));
    }

    private static IEndpointConventionBuilder Map(WebApplication app, string method, string path, Func<HttpContext, Task> handle, Scope scope)
    {
        var requests = app.Services.GetRequiredService<PortfolioRequests>();
        return app.MapMethods(path, [method], (RequestDelegate)(context => requests.GuardAsync(context, handle))).RequireScope(scope);
    }
}
