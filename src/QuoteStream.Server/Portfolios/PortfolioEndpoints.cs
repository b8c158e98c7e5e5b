using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Valuation;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Portfolios;

/// <summary><c>/v1/portfolios</c> and <c>/v1/portfolios/{id}</c>: opens portfolios and shows what they are worth.</summary>
internal sealed class PortfolioEndpoints(
    ILedgerStore store, TermsCache terms, MarketQuotes quotes, PortfolioOptions options, LedgerCondition condition, TimeProvider time)
{
    /// <summary>A name of 100 characters, every one escaped, and the rest.</summary>
    private const int MaxBodyBytes = 4 * 1024;

    /// <summary>Bytes of the hash that is a page's tag: nobody gains from two pages with the same one.</summary>
    private const int TagBytes = 16;

    public async Task PostAsync(HttpContext context)
    {
        var body = await PortfolioRequests.ReadBodyAsync(context, MaxBodyBytes, "application/json");
        var opened = NewPortfolio.Read(body.Span, context.Subject()!, UnixMicros.Now(time));
        if (!await store.OpenAsync(opened, options.MaxPortfoliosPerSubject, context.RequestAborted))
        {
            throw new PortfolioProblemException(
                StatusCodes.Status422UnprocessableEntity,
                PortfolioProblems.TooManyPortfolios,
                $"A subject can have {options.MaxPortfoliosPerSubject} portfolios here.");
        }

        condition.Wrote();
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v1/portfolios/{opened.Id}";
        await PortfolioRequests.AnswerAsync(context, json => PortfolioJson.Write(json, Value(new PortfolioBooks(opened, Balances.Empty, []))));
    }

    public async Task ListAsync(HttpContext context)
    {
        var all = await store.ListAsync(context.Subject()!, context.RequestAborted);
        var values = new List<PortfolioValue>();
        foreach (var portfolio in all)
        {
            if (await store.ReadBooksAsync(portfolio.Id, context.RequestAborted) is { } books)
            {
                values.Add(Value(books));
            }
        }

        await PortfolioRequests.AnswerAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("portfolios"u8);
            values.ForEach(value => PortfolioJson.Write(json, value));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task GetAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;

        // The books carry their owner: the page is one read, whether or not the terms are in the cache.
        var owner = context.Subject()!;
        var books = terms.IsForeign(id, owner) ? null : await store.ReadBooksAsync(id, context.RequestAborted);
        if (books?.Terms.Owner != owner)
        {
            throw PortfolioProblems.NotFound();
        }

        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body))
        {
            PortfolioJson.Write(json, Value(books));
        }

        // Of every figure that is shown, prices too: an answer without them would pass an old value off as the present one.
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body.WrittenSpan).AsSpan(0, TagBytes))}\"");
        var response = context.Response;
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private PortfolioValue Value(PortfolioBooks books) => PortfolioValuation.Value(books, quotes.Find);
}
