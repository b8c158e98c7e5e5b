using Microsoft.Net.Http.Headers;

namespace QuoteStream.Server.Security;

/// <summary>The cookie of a session.</summary>
/// <remarks>
/// Always Secure: browsers that would send it without TLS to this machine (Chromium, Firefox) keep it there too, so development needs no other cookie.
/// The prefix has the browser refuse it from other hosts of the domain (draft-ietf-httpbis-rfc6265bis, 4.1.3.2).
/// </remarks>
internal static class SessionCookie
{
    public const string Name = "__Host-quotestream";

    /// <summary>Null: the request has none.</summary>
    // Parsed here: the request's own collection would be kept for as long as a stream lasts.
    public static string? Read(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 && CookieHeaderValue.TryParseList([.. request.Headers.Cookie.OfType<string>()], out var cookies)
            ? cookies.FirstOrDefault(cookie => cookie.Name == Name)?.Value.Value
            : null;

    public static void Set(HttpResponse response, string value, DateTimeOffset expires)
    {
        var attributes = Attributes();
        attributes.Expires = expires;
        response.Cookies.Append(Name, value, attributes);
    }

    public static void Remove(HttpResponse response) => response.Cookies.Delete(Name, Attributes());

    private static CookieOptions Attributes() => new() { HttpOnly = true, Secure = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Path = "/" };
}
