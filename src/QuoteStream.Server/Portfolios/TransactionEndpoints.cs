using System.Globalization;
using System.Text.Json;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Portfolios.Orders;

namespace QuoteStream.Server.Portfolios;

/// <summary><c>/v1/portfolios/{id}/transactions</c>: books transactions and shows them.</summary>
internal sealed class TransactionEndpoints(ILedgerStore store, TermsCache terms, LedgerCondition condition, TimeProvider time)
{
    /// <summary>A note of 500 characters, every one escaped, and the rest.</summary>
    private const int MaxBodyBytes = 16 * 1024;

    private const int DefaultLimit = 100;

    public async Task PostAsync(HttpContext context)
    {
        var portfolio = await terms.RequireAsync(context);
        var key = IdempotencyKey.Read(context.Request);
        var body = await PortfolioRequests.ReadBodyAsync(context, MaxBodyBytes, "application/json");
        var order = Read(body.Span);
        if (OrderCheck.Find(order, portfolio.Currency, UnixMicros.Now(time)) is { } fault)
        {
            throw PortfolioProblems.Invalid(fault);
        }

        var outcome = await store.PostAsync(portfolio.Id, new KeyedOrder(key, order), context.RequestAborted);
        condition.Wrote();
        switch (outcome.Result)
        {
            case PostResult.Booked:
                context.Response.StatusCode = StatusCodes.Status201Created;
                context.Response.Headers.Location = $"/v1/portfolios/{portfolio.Id}/transactions/{outcome.Transaction!.Seq}";
                break;
            case PostResult.Repeated:
                break;
            case PostResult.KeyReused:
                throw PortfolioProblems.KeyReused(key);
            case PostResult.Refused:
                throw PortfolioProblems.Refused(outcome.Refusal!);
            default:
                throw PortfolioProblems.NotFound();
        }

        await PortfolioRequests.AnswerAsync(context, json => TransactionJson.Write(json, outcome.Transaction!));
    }

    public async Task ListAsync(HttpContext context)
    {
        var portfolio = await terms.RequireAsync(context);
        var after = ReadNumber(context.Request.Query, "after", 0, 0, long.MaxValue);
        var limit = (int)ReadNumber(context.Request.Query, "limit", DefaultLimit, 1, StoreLimits.MaxPage);
        var page = await store.ReadTransactionsAsync(portfolio.Id, after, limit, context.RequestAborted);
        await PortfolioRequests.AnswerAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("transactions"u8);
            foreach (var transaction in page)
            {
                TransactionJson.Write(json, transaction);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task GetAsync(HttpContext context)
    {
        var portfolio = await terms.RequireAsync(context);
        var text = (string)context.Request.RouteValues["seq"]!;
        var found = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq > 0
            ? await store.ReadTransactionsAsync(portfolio.Id, seq - 1, 1, context.RequestAborted)
            : [];
        if (found.Count == 0 || found[0].Seq != seq)
        {
            throw new PortfolioProblemException(StatusCodes.Status404NotFound, null, "The portfolio has no such transaction.");
        }

        await PortfolioRequests.AnswerAsync(context, json => TransactionJson.Write(json, found[0]));
    }

    private static TransactionOrder Read(ReadOnlySpan<byte> utf8)
    {
        var draft = new OrderDraft(isRow: false);
        TransactionOrder? order = null;
        OrderFault? fault;
        try
        {
            fault = OrderJson.Read(utf8, draft) ?? draft.Finish(out order);
        }
        catch (JsonException)
        {
            throw new PortfolioProblemException(
                StatusCodes.Status400BadRequest,
                PortfolioProblems.InvalidOrder,
                $"The body must be one flat JSON object with some of {string.Join(", ", OrderDraft.Fields)}.");
        }

        return fault is null ? order! : throw PortfolioProblems.Invalid(fault);
    }

    private static long ReadNumber(IQueryCollection query, string name, long otherwise, long least, long most)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw PortfolioProblems.BadParameter($"The parameter {name} must be a whole number from {least} to {most}.");
    }
}
