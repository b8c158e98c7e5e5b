namespace QuoteStream.Server.Tests.Security;

/// <summary>A key pair, or a secret.</summary>
/// <param name="Private">PEM; of a secret, base64.</param>
/// <param name="Public">PEM; empty of a secret.</param>
/// <param name="Jwk">The public key as JSON; empty of a secret.</param>
internal sealed record NodeKey(string Private, string Public, string Jwk);
