namespace QuoteStream.Server.Security;

/// <summary>Who sent a request, what it may do, and until when.</summary>
/// <param name="Subject">1 to 128 printable characters; who owns what it makes.</param>
public sealed record Credentials(string Subject, Scope Scopes, DateTimeOffset Expires)
{
    /// <summary>Characters of a subject.</summary>
    public const int MaxSubjectLength = 128;

    public bool Allows(Scope scope) => (Scopes & scope) == scope;

    /// <summary>When they expire: microseconds since the Unix epoch.</summary>
    internal long ExpiresUnixMicros => (Expires - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
