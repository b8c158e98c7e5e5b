using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;

namespace QuoteStream.Server.Streaming;

/// <summary>Who waits for symbols that no provider has published yet.</summary>
/// <remarks>
/// Any number of threads. Bounded by streams and long polls times the symbols of each: entries go with their owner, so that asking for symbols that do not
/// exist leaves nothing behind.
/// </remarks>
internal sealed class UnknownSymbols
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<ISymbolWatcher>> _waiting = new(StringComparer.Ordinal);
    private readonly SymbolTable _symbols;

    public UnknownSymbols(SymbolTable symbols)
    {
        _symbols = symbols;
        symbols.Added += OnAdded;
    }

    /// <summary>Tells the watcher when the symbol appears; at once if it has just done so.</summary>
    public void Watch(string symbol, ISymbolWatcher watcher)
    {
        lock (_gate)
        {
            // Asked under the gate: the symbol is in the table before its watchers are taken, so one of the two sees the other.
            if (!_symbols.TryGet(symbol, out _))
            {
                if (!_waiting.TryGetValue(symbol, out var watchers))
                {
                    _waiting.Add(symbol, watchers = []);
                }

                watchers.Add(watcher);
                return;
            }
        }

        watcher.Appear();
    }

    public void Forget(string symbol, ISymbolWatcher watcher)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(symbol, out var watchers) && watchers.Remove(watcher) && watchers.Count == 0)
            {
                _waiting.Remove(symbol);
            }
        }
    }

    private void OnAdded(SymbolChannel channel)
    {
        HashSet<ISymbolWatcher>? watchers;
        lock (_gate)
        {
            _waiting.Remove(channel.Symbol, out watchers);
        }

        foreach (var watcher in watchers ?? [])
        {
            watcher.Appear();
        }
    }
}
