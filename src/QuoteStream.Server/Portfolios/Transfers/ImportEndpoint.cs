using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Portfolios.Orders;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary><c>POST /v1/portfolios/{id}/import</c>: books the transactions of a CSV or JSON file.</summary>
internal sealed class ImportEndpoint(
    ILedgerStore store, TermsCache terms, LedgerCondition condition, PortfolioOptions options, TimeProvider time) : IDisposable
{
    private const string Csv = "text/csv";
    private const string Json = "application/json";

    /// <summary>Some 800 bytes for each row that a file may have.</summary>
    private const int MaxBodyBytes = 8 * 1024 * 1024;

    private readonly SemaphoreSlim _places = new(options.MaxImports);

    public async Task PostAsync(HttpContext context)
    {
        var portfolio = await terms.RequireAsync(context);
        var key = IdempotencyKey.Read(context.Request);
        var isPartial = ReadPartial(context.Request.Query);
        if (!_places.Wait(0))
        {
            throw new PortfolioProblemException(
                StatusCodes.Status503ServiceUnavailable, null, $"{options.MaxImports} files are being imported already; come back.");
        }

        try
        {
            var rows = await ReadAsync(context, portfolio);
            var importer = new Importer(store, portfolio, key, rows);
            var report = await (isPartial ? importer.BookGoodAsync(context.RequestAborted) : importer.BookAllAsync(context.RequestAborted));
            condition.Wrote();
            await PortfolioRequests.AnswerAsync(context, report.Write);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static bool ReadPartial(IQueryCollection query) => query["partial"].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw PortfolioProblems.BadParameter("The parameter partial must be true or false."),
    };

    private async Task<List<ImportRow>> ReadAsync(HttpContext context, PortfolioTerms portfolio)
    {
        var body = await PortfolioRequests.ReadBodyAsync(context, MaxBodyBytes, Csv, Json);
        var now = UnixMicros.Now(time);
        OrderFault? Check(TransactionOrder order) => OrderCheck.Find(order, portfolio.Currency, now);
        try
        {
            var rows = PortfolioRequests.MediaTypeOf(context.Request) == Csv
                ? CsvImport.Read(body.Span, StoreLimits.MaxOrdersAtOnce, Check)
                : JsonImport.Read(body.Span, StoreLimits.MaxOrdersAtOnce, Check);
            return rows.Count > 0 ? rows : throw new FileFaultException(1, 1, "The file has no rows.");
        }
        catch (FileFaultException fault)
        {
            throw new PortfolioProblemException(
                StatusCodes.Status422UnprocessableEntity,
                PortfolioProblems.InvalidImport,
                $"Nothing is booked. Line {fault.Line}, column {fault.Column}: {fault.Message}",
                ("errorCount", 1),
                ("errors", new[] { new { fault.Line, fault.Column, Detail = fault.Message } }));
        }
    }
}
