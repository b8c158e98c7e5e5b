using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.MarketData.Book;

/// <summary>For each provider the symbols that it has ticked since they were last marked stale for it: what a gap has to look at.</summary>
/// <remarks>
/// Any number of threads. A symbol is added once, when it comes to life, so that a second gap in a row costs nothing for the symbols that
/// are stale already, and nothing ever for those of other providers.
/// </remarks>
internal sealed class LiveSymbols
{
    private readonly Lock _gate = new();
    private readonly List<int>?[] _byProvider = new List<int>?[FeedHandler.MaxProviders];

    /// <param name="symbol">Its <see cref="Channels.SymbolChannel.Index"/>.</param>
    public void Add(int provider, int symbol)
    {
        lock (_gate)
        {
            (_byProvider[provider] ??= []).Add(symbol);
        }
    }

    /// <summary>Empties a provider's list.</summary>
    public List<int> Take(int provider)
    {
        lock (_gate)
        {
            var taken = _byProvider[provider] ?? [];
            _byProvider[provider] = null;
            return taken;
        }
    }
}
