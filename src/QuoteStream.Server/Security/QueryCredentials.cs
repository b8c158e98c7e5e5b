using Microsoft.AspNetCore.WebUtilities;

namespace QuoteStream.Server.Security;

/// <summary>Credentials in a stream's query.</summary>
// Read straight from the query: the request's own collection would be kept for as long as the stream lasts.
internal static class QueryCredentials
{
    public static string? ReadTicket(HttpRequest request) => Read(request, "ticket");

    public static string? ReadToken(HttpRequest request) => Read(request, "access_token");

    private static string? Read(HttpRequest request, string parameter)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals(parameter, StringComparison.OrdinalIgnoreCase))
            {
                return pair.DecodeValue().ToString();
            }
        }

        return null;
    }
}
