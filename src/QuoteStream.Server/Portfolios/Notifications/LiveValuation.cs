using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Valuation;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>What a followed portfolio is worth at live quotes: valued once, encoded once, for all its streams.</summary>
/// <remarks>
/// Used by the feed's worker; any thread reads the frame. It waits in the channels of the symbols that the last valuation asked for, so it costs
/// nothing while they are quiet; a fast symbol wakes it once for each valuation.
/// </remarks>
internal sealed class LiveValuation(PortfolioFeed feed, StreamParts parts)
{
    private readonly Dictionary<string, PositionWaiter> _waiters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SymbolChannel? Channel, long Seen)> _asked = new(StringComparer.Ordinal);
    private byte[] _figures = [];
    private PortfolioFrame? _newest;

    /// <summary>Null before the first.</summary>
    // Volatile: replaced whole by the worker, read by the streams.
    public PortfolioFrame? Newest => Volatile.Read(ref _newest);

    /// <summary>Symbols that it waits for.</summary>
    public int Watched => _waiters.Count;

    /// <summary>Values the portfolio, and waits for the next quote that may change that.</summary>
    /// <returns>Whether any figure has changed.</returns>
    public bool Revalue(PortfolioBooks books)
    {
        _asked.Clear();
        var value = PortfolioValuation.Value(books, Ask);
        var lines = TransactionFrame.Encode("portfolio"u8, value, static (json, value) => PortfolioJson.Write(json, value));
        var hasChanged = !lines.SequenceEqual(_figures);
        if (hasChanged)
        {
            _figures = lines.ToArray();
            var asOf = UnixNanos.Now(parts.Time) / UnixNanos.PerMicrosecond;
            var told = TransactionFrame.Encode("portfolio"u8, (value, asOf), static (json, of) => PortfolioJson.Write(json, of.value, of.asOf));
            var next = new PortfolioFrame((_newest?.Number ?? 0) + 1, [.. told, (byte)'\n']);
            Volatile.Write(ref _newest, next); // Whole before a stream reads it.
        }

        Watch();
        return hasChanged;
    }

    /// <summary>Waits for nothing any more.</summary>
    public void Release()
    {
        foreach (var waiter in _waiters.Values)
        {
            waiter.Release(parts.UnknownSymbols);
        }

        _waiters.Clear();
    }

    private MarketQuote? Ask(string symbol)
    {
        if (!parts.Symbols.TryGet(symbol, out var channel))
        {
            _asked[symbol] = (null, 0);
            return null;
        }

        var seen = channel!.Read(out var state);
        _asked[symbol] = (channel, seen);
        return seen > 0 ? MarketQuotes.Of(state, channel.Instrument.Currency) : null;
    }

    private void Watch()
    {
        foreach (var waiter in _waiters.Values.Where(waiter => !_asked.ContainsKey(waiter.Symbol)).ToArray())
        {
            _waiters.Remove(waiter.Symbol);
            waiter.Release(parts.UnknownSymbols);
        }

        foreach (var (symbol, (channel, seen)) in _asked)
        {
            if (!_waiters.TryGetValue(symbol, out var waiter))
            {
                _waiters.Add(symbol, waiter = new PositionWaiter(feed, symbol));
            }

            waiter.Arm(channel, seen, parts.UnknownSymbols);
        }
    }
}
