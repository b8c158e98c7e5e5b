using System.Buffers;
using System.Text;
using System.Text.Json;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary><c>GET /v1/portfolios/{id}/export</c>: the whole ledger as a file, page by page, in a form that an import takes.</summary>
internal sealed class ExportEndpoint(ILedgerStore store, TermsCache terms)
{
    /// <summary>A client that takes nothing of a page for this long has gone.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromMinutes(1);

    public async Task GetAsync(HttpContext context)
    {
        var portfolio = await terms.RequireAsync(context);
        var isCsv = context.Request.Query["format"].ToString() switch
        {
            "" or "csv" => true,
            "json" => false,
            _ => throw PortfolioProblems.BadParameter("The parameter format must be csv or json."),
        };

        // Before the headers: a ledger that is away is answered with a problem, not with half a file.
        var page = await store.ReadTransactionsAsync(portfolio.Id, 0, StoreLimits.MaxPage, context.RequestAborted);
        var response = context.Response;
        response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : "application/json";
        response.Headers.ContentDisposition = $"attachment; filename=\"{portfolio.Id}.{(isCsv ? "csv" : "json")}\"";
        response.Headers.CacheControl = "no-store";
        var isFirst = true;
        while (true)
        {
            WritePage(response.BodyWriter, page, isCsv, isFirst);
            isFirst = false;
            var isLast = page.Count < StoreLimits.MaxPage;
            if (isLast && !isCsv)
            {
                response.BodyWriter.Write("\n]\n"u8);
            }

            if (!await FlushAsync(context) || isLast)
            {
                return;
            }

            page = await store.ReadTransactionsAsync(portfolio.Id, page[^1].Seq, StoreLimits.MaxPage, context.RequestAborted);
        }
    }

    /// <returns>False when the client has gone.</returns>
    private static async Task<bool> FlushAsync(HttpContext context)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(WriteTimeout);
        try
        {
            await context.Response.BodyWriter.FlushAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            // What was sent must not pass for the whole.
            context.Abort();
            return false;
        }
    }

    private static void WritePage(IBufferWriter<byte> output, IReadOnlyList<Transaction> page, bool isCsv, bool isFirst)
    {
        if (isCsv)
        {
            var text = new StringBuilder(isFirst ? ExportRow.CsvHeader : "");
            foreach (var transaction in page)
            {
                ExportRow.AppendCsv(text, transaction);
            }

            Encoding.UTF8.GetBytes(text.ToString(), output);
            return;
        }

        output.Write(isFirst ? "["u8 : ""u8);
        using var json = new Utf8JsonWriter(output);
        foreach (var transaction in page)
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            isFirst = false;
            ExportRow.WriteJson(json, transaction);
            json.Flush();
            json.Reset();
        }
    }
}
