using QuoteStream.MarketData.Symbology;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Where feed lines begin: knows every provider and its numbered session.</summary>
/// <remarks>Any number of threads.</remarks>
public sealed class FeedHandler(SymbolTable symbols, FeedHandlingOptions options, TimeProvider time)
{
    /// <summary>Providers are remembered for as long as the server runs, each with its counters; names are theirs to choose.</summary>
    public const int MaxProviders = 256;

    private readonly Lock _opening = new();
    private readonly Dictionary<string, ProviderFeed> _byName = new(StringComparer.Ordinal);
    private volatile ProviderFeed[] _providers = [];

    /// <summary>Every provider that was ever heard of, in the order of arrival.</summary>
    public IReadOnlyList<ProviderFeed> Providers => _providers;

    public RejectionCounts Rejections { get; } = new();

    internal SymbolTable Symbols => symbols;

    internal FeedHandlingOptions Options => options;

    internal TimeProvider Time => time;

    /// <summary>Whether <see cref="FeedHandlingOptions.Providers"/> lets this provider open this line at all.</summary>
    /// <param name="denial">A sentence for the provider when not.</param>
    public bool Permits(FeedTerms terms, out string? denial)
    {
        denial = null;
        if (options.Providers.Count == 0)
        {
            return true;
        }

        var rule = FindRule(terms.Provider);
        if (rule is null)
        {
            denial = $"provider '{terms.Provider}' may not publish here: it is not one of those that Ingest:Providers lists";
        }
        else if (!rule.PermitsLine(terms.Line))
        {
            denial = $"provider '{terms.Provider}' may not open line '{terms.Line}': Ingest:Providers lets it open {string.Join(", ", rule.Lines)}";
        }

        return denial is null;
    }

    internal ProviderRule? FindRule(string provider) => options.Providers.FirstOrDefault(rule => rule.Provider == provider);

    /// <summary>Opens a line. Null with a sentence for the provider when the terms are at fault or there are too many providers.</summary>
    public FeedLine? OpenLine(FeedTerms terms, out string? refusal)
    {
        refusal = terms.FindFault(options.Venues);
        if (refusal is not null || !Permits(terms, out refusal))
        {
            return null;
        }

        ProviderFeed? provider;
        lock (_opening)
        {
            if (!_byName.TryGetValue(terms.Provider, out provider))
            {
                if (_byName.Count == MaxProviders)
                {
                    refusal = $"this server already knows {MaxProviders} providers, and accepts no other";
                    return null;
                }

                provider = new ProviderFeed(this, terms.Provider, _byName.Count);
                _byName.Add(terms.Provider, provider);
                _providers = [.. _providers, provider];
            }
        }

        // May wait until the provider's last line is closed in all symbols, for which no other provider should.
        return provider.OpenLine(terms);
    }
}
