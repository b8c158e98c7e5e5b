using QuoteStream.Client;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Crypto;

/// <summary>Publishes the venue's live ticks for as long as it is let, over as many connections to it as that takes.</summary>
/// <remarks>
/// One run; its figures may be read from any thread. What is published is always an unbroken piece of the venue's stream, from the snapshots that
/// a connection begins with: whenever that breaks (a message is missing, not readable, or none comes any more) the connection is given up, the
/// loss is told by numbers that no tick has, so that subscribers see stale quotes, and another connection begins with fresh ones.
/// </remarks>
public sealed class CoinbaseFeed : IPublishedFeed, IAsyncDisposable
{
    public const string DefaultProvider = "coinbase";

    // A venue that takes connections and drops them must not be asked every second: only one that has lasted makes the next break a new one.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    // No ISO 10383 code is registered for the venue: XXXX is the standard's own for "no market". Prices and sizes have up to nine decimals.
    private static readonly VenueTerms Terms = new(
        "XXXX", PriceExponent: -DecimalText.Decimals, SizeExponent: -DecimalText.Decimals,
        Symbology.Unspecified, SaleConditionScheme.Unspecified);

    private readonly CoinbaseOptions _options;
    private readonly TimeProvider _clock;
    private readonly LiveLine _line;
    private readonly ReadOnlyMemory<byte>[] _subscriptions;
    private readonly CoinbaseDecoder _decoder = new();
    private readonly TickBatch _batch = new();
    private readonly Backoff _backoff;
    private readonly long _started;

    // Volatile: written by the run, read by displays.
    private volatile string? _trouble;
    private long _ticks;
    private ulong _venueTimeNanos;

    private byte[] _buffer = [];
    private bool _hasArrived;
    private long _arrivedAt;
    private VenueOutage? _outage;

    /// <param name="publishing">Where to; the session's terms are set here, and its id where it is empty.</param>
    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    public CoinbaseFeed(CoinbaseOptions options, FeedPublisherOptions publishing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(publishing);
        options.Validate();
        _options = options;
        _clock = publishing.TimeProvider;
        _started = _clock.GetTimestamp();
        _backoff = new Backoff(options.BackoffInitial, options.BackoffMax);
        _subscriptions = CoinbaseSubscription.Messages(options.Products);
        string session = publishing.SessionId.Length > 0
            ? publishing.SessionId
            : $"{DefaultProvider}.{_clock.GetUtcNow().ToUnixTimeMilliseconds():x}";
        _line = new LiveLine(Terms.ApplyTo(publishing) with { SessionId = session });
    }

    public CoinbaseCounts Counts => _decoder.Counts;

    public FeedTotals Totals => _line.Totals;

    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    // A reader on a 32-bit machine must not see half of it.
    public long Ticks => Volatile.Read(ref _ticks);

    // As above.
    public ulong VenueTimeNanos => Volatile.Read(ref _venueTimeNanos);

    public string? Trouble => _trouble ?? _line.Trouble;

    /// <summary>Why no call to the server could be opened; null where none failed.</summary>
    public string? ServerProblem => _line.LastProblem;

    /// <summary>Opens the call to the server without waiting for the venue. It would be opened with the first tick otherwise.</summary>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _line.OpenAsync(cancellationToken);

    /// <summary>Runs until it is told to stop; then ends the feed.</summary>
    /// <param name="stop">Stops the run; no exception follows.</param>
    /// <param name="abandon">Gives up what the server does not take: <see cref="OperationCanceledException"/>.</param>
    /// <returns>Whether the server has answered for every tick.</returns>
    /// <exception cref="CoinbaseUnreachableException">The venue has sent nothing from the start.</exception>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public async Task<bool> RunAsync(CancellationToken stop, CancellationToken abandon = default)
    {
        using var patience = new CancellationTokenSource(_options.FirstTicksLimit, _clock);
        using var stopOrPatience = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            await FollowUntilStoppedAsync(patience, stopOrPatience.Token, abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            // As asked.
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            string why = _trouble is { } trouble ? $": {trouble}" : "";
            throw new CoinbaseUnreachableException(
                $"The venue at {_options.Url.Host} has sent no ticks within {_options.FirstTicksLimit.TotalSeconds:0.###} s{why}.");
        }
        finally
        {
            await EndOutageAsync().ConfigureAwait(false);
        }

        return await _line.EndCallAsync(abandon).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await EndOutageAsync().ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FollowUntilStoppedAsync(CancellationTokenSource patience, CancellationToken stop, CancellationToken abandon)
    {
        while (true)
        {
            try
            {
                await FollowAsync(patience, stop, abandon).ConfigureAwait(false);
            }
            catch (CoinbaseLostException lost)
            {
                await NoteLossAsync(lost, abandon).ConfigureAwait(false);
            }

            await Task.Delay(_backoff.Next(), _clock, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Follows one connection to its end.</summary>
    private async Task FollowAsync(CancellationTokenSource patience, CancellationToken stop, CancellationToken abandon)
    {
        using var connection = new CoinbaseConnection(_options, _clock, _buffer, stop);
        try
        {
            await connection.OpenAsync(_subscriptions).ConfigureAwait(false);
            _decoder.BeginConnection();
            bool arrives = false;
            while (true)
            {
                (ReadOnlyMemory<byte> message, CoinbaseFault fault) = await connection.ReceiveAsync().ConfigureAwait(false);
                if (!HasTicks(message.Span, fault))
                {
                    continue;
                }

                if (!arrives)
                {
                    arrives = true;
                    patience.CancelAfter(Timeout.InfiniteTimeSpan);
                    await NoteArrivalAsync().ConfigureAwait(false);
                }

                await PublishAsync(abandon).ConfigureAwait(false);
            }
        }
        finally
        {
            _buffer = connection.Buffer;
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask PublishAsync(CancellationToken abandon)
    {
        long began = _clock.GetTimestamp();
        await _line.PublishAsync(_batch, abandon).ConfigureAwait(false);
        Volatile.Write(ref _ticks, _ticks + _batch.Count);
        Volatile.Write(ref _venueTimeNanos, _decoder.VenueTimeNanos);
        if (_clock.GetElapsedTime(began) > _options.SilenceLimit)
        {
            // What has waited on the connection meanwhile would be told as if it were new.
            throw new CoinbaseLostException($"the server took nothing for {_clock.GetElapsedTime(began).TotalSeconds:0} s");
        }
    }

    /// <summary>Reads a message into the batch.</summary>
    /// <exception cref="CoinbaseLostException">The connection cannot be trusted any more.</exception>
    private bool HasTicks(ReadOnlySpan<byte> message, CoinbaseFault fault)
    {
        if (fault != CoinbaseFault.None)
        {
            _decoder.NoteUnreadable(fault);
            throw new CoinbaseLostException($"a message could not be read ({fault})");
        }

        switch (_decoder.Decode(message, _batch))
        {
            case CoinbaseVerdict.Ticks:
                return true;
            case CoinbaseVerdict.Error:
                throw new CoinbaseLostException($"refused with \"{_decoder.ErrorText}\"");
            case CoinbaseVerdict.Gap:
                throw new CoinbaseLostException($"{_decoder.Missing:N0} of its messages are missing", _decoder.Missing);
            case CoinbaseVerdict.WentBack:
                throw new CoinbaseLostException("its message numbers went back");
            case CoinbaseVerdict.Malformed:
                throw new CoinbaseLostException($"a message could not be read ({_decoder.Fault})");
            default:
                return false;
        }
    }

    private async Task NoteLossAsync(CoinbaseLostException lost, CancellationToken abandon)
    {
        bool isTold = _trouble == lost.Message;
        _trouble = lost.Message;
        if (!isTold)
        {
            _options.Told?.Invoke($"No connection to {_options.Url.Host}: {lost.Message}. It is tried again.");
        }

        if (!_hasArrived || _outage is not null)
        {
            // Nothing came since the loss that was told.
            return;
        }

        if (_clock.GetElapsedTime(_arrivedAt) >= Lasting)
        {
            _backoff.Reset();
        }

        await _line.TellLossAsync(lost.Missing, abandon).ConfigureAwait(false);
        _outage = new VenueOutage(_line, _options.OutageGrace, _clock, abandon);
    }

    private async Task NoteArrivalAsync()
    {
        Counts.Connections++;
        _arrivedAt = _clock.GetTimestamp();
        _trouble = null;
        if (!_hasArrived)
        {
            _hasArrived = true;
            _options.Arrived?.Invoke();
        }

        if (_outage is { } outage)
        {
            await EndOutageAsync().ConfigureAwait(false);
            _options.Told?.Invoke($"{_options.Url.Host} is back after {outage.Length.TotalSeconds:N1} s.");
        }
    }

    private async Task EndOutageAsync()
    {
        if (_outage is { } outage)
        {
            _outage = null;
            await outage.DisposeAsync().ConfigureAwait(false);
        }
    }
}
