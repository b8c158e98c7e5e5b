namespace QuoteStream.Server.Security;

/// <summary>What an endpoint asks of its callers.</summary>
internal sealed record AccessRule(Scope Scope);
