namespace QuoteStream.Server.Security;

/// <summary>Tickets for streams, in place of a token in the query.</summary>
internal sealed class TicketStore(AuthOptions options, TimeProvider time)
    : CredentialStore(options.MaxTicketsPerSubject, options.MaxTickets, FirstUse, time)
{
    /// <summary>From its issue to the request that opens the stream; a page that is slow asks for another.</summary>
    public static readonly TimeSpan FirstUse = TimeSpan.FromSeconds(60);
}
