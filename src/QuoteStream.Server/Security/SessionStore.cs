namespace QuoteStream.Server.Security;

/// <summary>What the cookies of signed-in browsers stand for.</summary>
internal sealed class SessionStore(AuthOptions options, TimeProvider time)
    : CredentialStore(options.MaxTicketsPerSubject, options.MaxTickets, firstUse: null, time);
