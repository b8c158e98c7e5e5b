using System.Buffers;
using System.Collections.Concurrent;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Portfolios;

/// <summary>Whose a portfolio is, without asking the store each time: terms do not change.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class TermsCache(ILedgerStore store)
{
    /// <summary>Portfolios; some 10 MB. When there are more the cache begins anew: those in use are back with their next request.</summary>
    internal const int Capacity = 20_000;

    /// <summary>Characters: as <see cref="PortfolioTerms.Id"/>.</summary>
    private const int IdLength = 32;

    private static readonly SearchValues<char> IdDigits = SearchValues.Create("0123456789abcdef");

    private readonly ConcurrentDictionary<string, PortfolioTerms> _byId = new(StringComparer.Ordinal);

    internal int Count => _byId.Count;

    /// <summary>The terms of a portfolio of this owner.</summary>
    /// <exception cref="PortfolioProblemException">404: there is none of this id, or it is another's.</exception>
    public async ValueTask<PortfolioTerms> RequireAsync(string id, string owner, CancellationToken cancellation)
    {
        if (!_byId.TryGetValue(id, out var terms))
        {
            // What does not exist is not kept: anyone can ask for any number of it.
            terms = IsId(id) ? await store.FindAsync(id, cancellation) : null;
            Keep(terms);
        }

        return terms?.Owner == owner ? terms : throw PortfolioProblems.NotFound();
    }

    /// <summary>The terms of the portfolio that a request's path names, if it is its subject's.</summary>
    public ValueTask<PortfolioTerms> RequireAsync(HttpContext context) =>
        RequireAsync((string)context.Request.RouteValues["id"]!, context.Subject()!, context.RequestAborted);

    /// <summary>Whether it is known, without asking the store, that no portfolio of this id is this owner's.</summary>
    public bool IsForeign(string id, string owner) => !IsId(id) || (_byId.TryGetValue(id, out var terms) && terms.Owner != owner);

    private static bool IsId(string id) => id.Length == IdLength && !id.AsSpan().ContainsAnyExcept(IdDigits);

    private void Keep(PortfolioTerms? terms)
    {
        if (terms is null)
        {
            return;
        }

        // Several threads may come here at once and each add one: that much more than the capacity is no harm.
        if (_byId.Count >= Capacity)
        {
            _byId.Clear();
        }

        _byId[terms.Id] = terms;
    }
}
