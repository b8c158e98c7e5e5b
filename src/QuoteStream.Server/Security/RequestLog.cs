namespace QuoteStream.Server.Security;

/// <summary>Keeps the framework's log of requests quiet, whatever the settings say: it prints queries, and a stream's may hold a ticket or a token.</summary>
internal static class RequestLog
{
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>After all other rules, so that these count.</summary>
    public static void Silence(LoggerFilterOptions options)
    {
        // Rules of one provider come before those of all.
        foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToArray())
        {
            options.Rules.Add(new LoggerFilterRule(provider, Category, LogLevel.Warning, filter: null));
        }
    }
}
