using System.Runtime.CompilerServices;

namespace QuoteStream.Client.Streams;

/// <summary>Reads quotes from a server: as a stream that comes back by itself where it broke off, or once.</summary>
/// <remarks>Any thread; each stream that is enumerated has a connection of its own.</remarks>
public sealed class QuoteStreamClient : IDisposable
{
    private readonly QuoteStreamClientOptions _options;
    private readonly QuoteStreamHttp _http;

    // Not disposed: a stream may still be about to look at it, and without timers it holds nothing.
    private readonly CancellationTokenSource _disposed = new();

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    public QuoteStreamClient(QuoteStreamClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _http = new QuoteStreamHttp(options);
    }

    /// <summary>
    /// Streams what the subscription asks for, until it is cancelled or the server says that coming back makes no sense. A lost connection is
    /// told as a <see cref="ConnectionEvent"/> and taken up again where it broke off.
    /// </summary>
    /// <remarks>
    /// One event is in memory at a time: a consumer that is slow makes the server merge quotes, and learns so by <see cref="SlowEvent"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The subscription makes no sense.</exception>
    /// <exception cref="QuoteStreamException">While enumerating: the server refused the subscription.</exception>
    public IAsyncEnumerable<StreamEvent> SubscribeAsync(QuoteSubscription subscription, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        subscription.Validate();
        return EnumerateAsync(subscription, cancellationToken);
    }

    /// <summary>The present state of some symbols; those without one are left out.</summary>
    /// <exception cref="QuoteStreamException">The server refused the request.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is not able to answer now.</exception>
    public Task<QuoteSnapshot> GetQuotesAsync(IReadOnlyCollection<string> symbols, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        return _http.GetJsonAsync(
            $"/v1/quotes?symbols={QuoteSubscription.JoinSymbols(symbols)}", StreamJson.Default.QuoteSnapshot, cancellationToken);
    }

    /// <summary>Instruments whose symbol begins with the query, then those whose name has it; an empty query lists the most active.</summary>
    /// <exception cref="QuoteStreamException">The server refused the request.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is not able to answer now.</exception>
    public async Task<IReadOnlyList<Instrument>> GetInstrumentsAsync(
        string query = "", int limit = 20, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        InstrumentList list = await _http.GetJsonAsync(
            $"/v1/instruments?query={Uri.EscapeDataString(query)}&limit={limit}", StreamJson.Default.InstrumentList, cancellationToken)
            .ConfigureAwait(false);
        return list.Instruments;
    }

    /// <summary>The newest bars of a symbol that the server keeps, oldest first; none of a symbol that nobody has published.</summary>
    /// <param name="limit">1 to 10,000.</param>
    /// <exception cref="QuoteStreamException">The server refused the request.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is not able to answer now.</exception>
    public async Task<IReadOnlyList<Bar>> GetBarsAsync(
        string symbol, BarInterval interval, int limit = 500, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        BarList list = await _http.GetJsonAsync(
            $"/v1/bars?symbol={Uri.EscapeDataString(symbol)}&interval={NameOf(interval)}&limit={limit}", StreamJson.Default.BarList, cancellationToken)
            .ConfigureAwait(false);
        return list.Bars;
    }

    /// <summary>The newest trades, cancels and corrections of a symbol that the server holds, oldest first; none of a symbol that nobody has published.</summary>
    /// <param name="limit">1 to 10,000.</param>
    /// <exception cref="QuoteStreamException">The server refused the request.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is not able to answer now.</exception>
    public async Task<IReadOnlyList<TradeEvent>> GetTradesAsync(string symbol, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        TradeList list = await _http.GetJsonAsync(
            $"/v1/trades?symbol={Uri.EscapeDataString(symbol)}&limit={limit}", StreamJson.Default.TradeList, cancellationToken).ConfigureAwait(false);
        return list.Trades;
    }

    /// <summary>Streams that are still being enumerated are cancelled.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _http.Dispose();
    }

    private static string NameOf(BarInterval interval) => interval switch
    {
        BarInterval.OneSecond => "1s",
        BarInterval.OneMinute => "1m",
        BarInterval.FiveMinutes => "5m",
        BarInterval.OneHour => "1h",
        _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "There are no bars of this length."),
    };

    private async IAsyncEnumerable<StreamEvent> EnumerateAsync(
        QuoteSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        await using var session = new StreamSession(_http, subscription, _options, either.Token);
        while (await session.NextAsync().ConfigureAwait(false) is { } next)
        {
            yield return next;
        }
    }
}
