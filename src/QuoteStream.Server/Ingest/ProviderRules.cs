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
    /// <param name="venues">Those that ticks may name.</param>
    public static IReadOnlyList<ProviderRule> Read(IConfiguration configuration, VenueRegistry venues)
    {
        var section = configuration.GetSection("Ingest:Providers");
        if (section.Value is { Length: > 0 } value)
        {
            throw new SettingException(section.Path, value, "it is a list of sections: Ingest:Providers:0:Provider and so on.");
        }

        var rules = new List<ProviderRule>();
        foreach (var entry in section.GetChildren())
        {
            var rule = ReadEntry(entry, venues);
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

    private static ProviderRule ReadEntry(IConfigurationSection entry, VenueRegistry registry)
    {
        var known = typeof(ProviderSettings).GetProperties().Select(property => property.Name).ToList();
        if (entry.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new SettingException(unknown.Path, unknown.Value, $"there is no such setting; {entry.Path} has {string.Join(", ", known.Order())}.");
        }

        var settings = Bind(entry);
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
            Venues = [.. ReadList(
                    entry.GetSection(nameof(ProviderSettings.Venues)),
                    code => registry.Contains(VenueOf(code)),
                    "is not a registered market identifier code (ISO 10383), nor one that Ingest:MoreVenues names.")
                .Select(VenueOf)],
            Symbols = ReadList(
                entry.GetSection(nameof(ProviderSettings.Symbols)), IsPattern, "is not a canonical symbol, with * and ? in it or without."),
            Lines = ReadList(entry.GetSection(nameof(ProviderSettings.Lines)), line => line is "A" or "B", "is not a line: A or B."),
            Priority = (byte)settings.Priority,
        };
    }

    private static ProviderSettings Bind(IConfigurationSection entry)
    {
        try
        {
            return entry.Get<ProviderSettings>() ?? new ProviderSettings();
        }
        catch (InvalidOperationException)
        {
            // All but this one are texts, which can always be read.
            const string Key = nameof(ProviderSettings.Priority);
            throw new SettingException($"{entry.Path}:{Key}", entry[Key], $"must be a whole number, 0 to {MaxPriority}.");
        }
    }

    private static Mic VenueOf(string code) => Mic.TryParse(code, out var venue) ? venue : Mic.None;

    private static bool IsPattern(string pattern) =>
        pattern.Length is > 0 and <= CanonicalSymbol.MaxLength && !pattern.AsSpan().ContainsAnyExceptInRange('!', '~');

    // One value with commas, as fits an environment variable, or KEY:0, KEY:1, as an array in a file is: neither may be passed over.
    private static string[] ReadList(IConfigurationSection section, Func<string, bool> isGood, string fault)
    {
        var list = section.Value ?? string.Join(',', section.GetChildren().Select(child => child.Value));
        string[] items = list.Length == 0 && !section.GetChildren().Any() ? [] : list.Split(',', StringSplitOptions.TrimEntries);
        if (Array.Find(items, item => !isGood(item)) is { } bad)
        {
            throw new SettingException(section.Path, list, $"'{bad}' {fault}");
        }

        return items.Length <= MaxListed ? items : throw new SettingException(section.Path, list, $"a list has at most {MaxListed} entries.");
    }
}
