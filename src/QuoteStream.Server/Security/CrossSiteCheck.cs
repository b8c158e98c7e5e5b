using Microsoft.Extensions.Primitives;

namespace QuoteStream.Server.Security;

/// <summary>Keeps pages of other origins from changing things with their visitor's cookie.</summary>
/// <remarks>
/// SameSite=Strict keeps other sites out; another host of the same site would still be let in. Browsers say where a request comes from
/// (Fetch Metadata, 2.2); one that does not say is taken for an old browser and refused, programs have tokens.
/// </remarks>
internal sealed class CrossSiteCheck(CorsOptions cors)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private readonly HashSet<string> _origins = new(cors.NormalizedOrigins, StringComparer.Ordinal);

    /// <summary>Whether a request with a cookie may do what it asks.</summary>
    public bool Allows(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return true;
        }

        var origin = request.Headers.Origin.ToString();
        if (_origins.Contains(origin))
        {
            return true;
        }

        // Without TLS only browsers on this machine say it, which keep the cookie for that case only.
        var site = request.Headers[FetchSite];
        return StringValues.IsNullOrEmpty(site) ? origin == $"{request.Scheme}://{request.Host}" : site == "same-origin";
    }
}
