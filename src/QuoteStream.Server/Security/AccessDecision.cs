namespace QuoteStream.Server.Security;

/// <summary>What is to become of a request, and why.</summary>
/// <param name="Credentials">Null where there are none, or none that are accepted.</param>
/// <param name="Detail">A sentence for the client, in ASCII without quotes; empty where it is admitted.</param>
internal readonly record struct AccessDecision(AccessVerdict Verdict, Credentials? Credentials, string Detail);
