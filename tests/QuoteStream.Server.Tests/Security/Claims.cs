namespace QuoteStream.Server.Tests.Security;

/// <summary>The claims of a token as an issuer would make it.</summary>
internal static class Claims
{
    public static Dictionary<string, object?> Of(string subject = "alice", string scope = "quotes:read", params (string Name, object? Value)[] changes)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = "https://login.example.com", ["aud"] = "quotestream", ["sub"] = subject, ["scope"] = scope, ["iat"] = now, ["exp"] = now + 3_600,
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    /// <summary>Seconds since the epoch.</summary>
    public static long InSeconds(int seconds) => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;
}
