namespace QuoteStream.Server.Security;

/// <summary>What a request's credentials came to: they are good, there are none, or they are refused.</summary>
/// <param name="Refusal">For the client: why they are not accepted.</param>
/// <param name="IsUnavailable">Whether they could not be checked: the authority does not answer.</param>
internal readonly record struct AuthenticationOutcome(Credentials? Credentials, string? Refusal, bool IsUnavailable = false)
{
    public static AuthenticationOutcome None => default;
}
