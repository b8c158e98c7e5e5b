namespace QuoteStream.Server.Security;

/// <summary>Scopes as tokens and messages write them.</summary>
internal static class ScopeNames
{
    private static readonly (Scope Scope, string Name)[] Pairs =
    [
        (Scope.QuotesRead, "quotes:read"),
        (Scope.QuotesDelayed, "quotes:delayed"),
        (Scope.PortfolioRead, "portfolio:read"),
        (Scope.PortfolioWrite, "portfolio:write"),
        (Scope.FeedPublish, "feed:publish"),
        (Scope.OpsRead, "ops:read"),
    ];

    public static IEnumerable<string> All => Pairs.Select(pair => pair.Name);

    /// <summary><see cref="Scope.None"/> for a name that is not one of ours.</summary>
    public static Scope Find(ReadOnlySpan<char> name)
    {
        foreach (var (scope, known) in Pairs)
        {
            if (name.SequenceEqual(known))
            {
                return scope;
            }
        }

        return Scope.None;
    }

    /// <summary>The known ones of a list that is separated by spaces (RFC 8693, 4.2).</summary>
    public static Scope Parse(string list)
    {
        var scopes = Scope.None;
        foreach (var part in list.AsSpan().Split(' '))
        {
            scopes |= Find(list.AsSpan(part));
        }

        return scopes;
    }

    /// <summary>Separated by spaces.</summary>
    public static string Format(Scope scopes) => string.Join(' ', Pairs.Where(pair => scopes.HasFlag(pair.Scope)).Select(pair => pair.Name));
}
