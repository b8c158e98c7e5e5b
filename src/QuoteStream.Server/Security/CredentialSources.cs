namespace QuoteStream.Server.Security;

/// <summary>Where in a request an endpoint looks for credentials.</summary>
[Flags]
internal enum CredentialSources
{
    /// <summary>The header <c>Authorization: Bearer</c>; it counts before all others.</summary>
    Bearer = 1,

    /// <summary>The cookie of <c>POST /v1/session</c>.</summary>
    Cookie = 2,

    /// <summary>The parameters <c>ticket</c> and, where it is allowed, <c>access_token</c>: for an EventSource, which sends no headers.</summary>
    Query = 4,
}
