using QuoteStream.Server.Security;

namespace QuoteStream.Server.Streaming;

/// <summary>Whose a stream is, and how long its credentials last.</summary>
/// <remarks>The stream's loop looks at it; any thread may renew it. Anonymous streams have none.</remarks>
internal sealed class StreamOwner(Credentials credentials, long expiresAtMicros)
{
    /// <summary>How long before its end a client is told to bring a fresh token: the contract's 60 s.</summary>
    private const long NoticeMicros = 60_000_000;

    private Term _term = new(credentials, expiresAtMicros);

    // The term that the client has been told of; only the loop uses it.
    private Term? _announced;

    // Volatile: replaced whole by whoever renews it.
    public Credentials Credentials => Volatile.Read(ref _term).Credentials;

    /// <summary>On the wheel's clock: when there is something to tell or to do next.</summary>
    public long NextDueMicros
    {
        get
        {
            var term = Volatile.Read(ref _term); // As above; time and announcement must be of the same term.
            return ReferenceEquals(term, _announced) ? term.ExpiresAtMicros : term.ExpiresAtMicros - NoticeMicros;
        }
    }

    public bool IsExpired(long nowMicros) => Volatile.Read(ref _term).ExpiresAtMicros <= nowMicros; // As above.

    /// <summary>Whether the client has to be told now that the credentials expire soon: once for each.</summary>
    public bool TakeNotice(long nowMicros)
    {
        var term = Volatile.Read(ref _term); // As above.
        if (ReferenceEquals(term, _announced) || nowMicros < term.ExpiresAtMicros - NoticeMicros)
        {
            return false;
        }

        _announced = term;
        return true;
    }

    /// <summary>Puts fresh credentials in the place of the old.</summary>
    public void Renew(Credentials credentials, long expiresAtMicros) =>
        Volatile.Write(ref _term, new Term(credentials, expiresAtMicros)); // Whole before the loop reads it.

    private sealed record Term(Credentials Credentials, long ExpiresAtMicros);
}
