using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Ingest;

/// <summary>Reads <c>Ingest:Providers</c>, and refuses what would let a provider do more, or less, than was meant.</summary>
internal static class ProviderRules
{
    /// <summary>Far more than there are in any list that somebody writes; each costs a comparison when a ticker is new.</summary>
    private const int MaxListed = 1_000;

    private const int MaxPriority = 100;

    /// <exception cref="SettingException">Names the key, the value and what is wrong with it.</exception>
    public static IReadOnlyList<ProviderRule> Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Ingest:Providers");
        if (section.Value is { Length: > 0 } value)
        {
            throw new SettingException(section.Path, value, "it is a list of sections: Ingest:Providers:0:Provider and so on.");
        }

        var rules = new List<ProviderRule>();
        foreach (var entry in section.GetChildren())
        {
            var rule = ReadEntry(entry);
            if (rules.Exists(other => other.Provider == rule.Provider))
            {
                throw new SettingException($"{entry.Path}:Provider", rule.Provider, "another entry has this provider.");
            }

            rules.Add(rule);
        }

        return rules.Count <= FeedHandler.MaxProviders
            ? rules
            : throw new SettingException(section.Path, rules.Count, $"there are at most {FeedHandler.MaxProviders} providers.");
    }

    private static ProviderRule ReadEntry(IConfigurationSection entry)
    {
        var known = typeof(ProviderSettings).GetProperties().Select(property => property.Name).ToList();
        if (entry.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new SettingException(unknown.Path, unknown.Value, $"there is no such setting; {entry.Path} has {string.Join(", ", known.Order())}.");
        }

        var settings = entry.Get<ProviderSettings>() ?? new ProviderSettings();
        if (!FeedTerms.IsProviderName(settings.Provider))
        {
            throw new SettingException($"{entry.Path}:Provider", settings.Provider, "must be 1 to 64 characters of a-z, 0-9, '-' and '.'.");
        }

        if (settings.Priority is < 0 or > MaxPriority)
        {
            throw new SettingException($"{entry.Path}:Priority", settings.Priority, $"must be 0 to {MaxPriority}.");
        }

        return new ProviderRule
        {
            Provider = settings.Provider,
            Venues = [.. ReadList($"{entry.Path}:Venues", settings.Venues, IsVenue, "is not a market identifier code: four characters of A-Z and 0-9.")
                .Select(code => Mic.TryParse(code, out var venue) ? venue : Mic.None)],
            Symbols = ReadList($"{entry.Path}:Symbols", settings.Symbols, IsPattern, "is not a canonical symbol, with * and ? in it or without."),
            Lines = ReadList($"{entry.Path}:Lines", settings.Lines, line => line is "A" or "B", "is not a line: A or B."),
            Priority = (byte)settings.Priority,
        };
    }

    private static bool IsVenue(string code) => Mic.TryParse(code, out _);

    private static bool IsPattern(string pattern) =>
        pattern.Length is > 0 and <= CanonicalSymbol.MaxLength && !pattern.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string[] ReadList(string key, string list, Func<string, bool> isGood, string fault)
    {
        string[] items = list.Length == 0 ? [] : list.Split(',', StringSplitOptions.TrimEntries);
        if (Array.Find(items, item => !isGood(item)) is { } bad)
        {
            throw new SettingException(key, list, $"'{bad}' {fault}");
        }

        return items.Length <= MaxListed ? items : throw new SettingException(key, list, $"a list has at most {MaxListed} entries.");
    }
}
