using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Feeds;

/// <summary>Publishes one feed line's ticks to a server, over as many calls as it takes.</summary>
/// <remarks>
/// It connects with the first message, and again, with growing waits, after a call broke. Numbered ticks without an acknowledgement are
/// then sent again, for the server drops duplicates. Ticks without numbers are not: what was in flight shows as
/// <see cref="FeedTotals.InDoubt"/>. Any thread; messages leave one at a time, in the order in which they were given.
/// </remarks>
public sealed class FeedPublisher : IAsyncDisposable
{
    private readonly FeedPublisherOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly byte[] _startFrame;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CallSlot _slot = new();
    private readonly FeedTally _tally = new();
    private readonly RetransmissionBuffer _retained;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _startLock = new();
    private Task? _running;

    // Volatile: written by one task and read by any thread without a lock. A failure is written before the flag that sends readers to it.
    private volatile FeedPublisherState _state;
    private volatile bool _completing;
    private volatile string? _lastProblem;
    private volatile Exception? _failure;

    // The present call has been answered; its own task sets it, and is awaited before it is read.
    private bool _answered;

    // Both under the turn.
    private ulong _nextSequence;
    private bool _quiet;

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    public FeedPublisher(FeedPublisherOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _http = GrpcChannel.Create(options);
        _retained = new RetransmissionBuffer(options.RetransmissionBytes);
        _backoff = new Backoff(options.BackoffInitial, options.BackoffMax);
        _startFrame = GrpcFraming.Frame(new PublishRequest { Start = options.ToSessionStart() });
    }

    public FeedPublisherState State => _state;

    public FeedTotals Totals => _tally.Totals;

    /// <summary>Why the newest call ended or could not be opened; null while all goes well from the start.</summary>
    public string? LastProblem => _lastProblem;

    /// <summary>Connects without publishing anything, and returns when a call is open.</summary>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        EnsureRunning();
        await _slot.Call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a batch; returns when HTTP/2 has its bytes, so that it may be changed. HTTP/2's flow control is the back pressure.</summary>
    /// <remarks>
    /// While there is no connection it waits for one. Cancelled half-way it gives the call up, for half a message is on it: a numbered
    /// batch is then sent again on the next one.
    /// </remarks>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    /// <exception cref="InvalidOperationException">The publisher was completed.</exception>
    public async ValueTask PublishAsync(TickBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return;
        }

        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ReadOnlyMemory<byte> frame = batch.Frame();
            bool numbered = batch.FirstSequence != 0;
            PublishCall call = await OpenCallAsync(cancellationToken).ConfigureAwait(false);
            _tally.Sent(batch.Count, numbered);
            if (numbered)
            {
                // A batch that comes late does not take back what was said of the next number.
                _nextSequence = Math.Max(_nextSequence, batch.FirstSequence + (ulong)batch.Count);
                _retained.Add(frame.Span, batch.FirstSequence, batch.Count);
            }

            await WriteAsync(call, frame, again: numbered, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says which number the next tick will carry, so that a loss before it is seen on a quiet line.</summary>
    /// <exception cref="FeedRejectedException">The server does not want this feed.</exception>
    /// <exception cref="InvalidOperationException">The publisher was completed.</exception>
    public async ValueTask HeartbeatAsync(ulong nextSequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(nextSequence);
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            PublishCall call = await OpenCallAsync(cancellationToken).ConfigureAwait(false);
            _nextSequence = nextSequence;
            byte[] frame = GrpcFraming.Frame(new PublishRequest { NextSequence = nextSequence });
            await WriteAsync(call, frame, again: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the request stream and waits for the server's last acknowledgement and status.</summary>
    /// <remarks>When the call breaks meanwhile, what is not acknowledged is sent again first.</remarks>
    /// <exception cref="FeedRejectedException">The server did not want this feed.</exception>
    public async Task<FeedTotals> CompleteAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Set before the slot is looked at: a call that opens later sees it and ends itself.
            _completing = true;
            if (!TryEndUnstarted() && _slot.Call is { IsCompletedSuccessfully: true } open)
            {
                (await open.ConfigureAwait(false)).CompleteRequest();
            }
        }
        finally
        {
            _turn.Release();
        }

        await _running!.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _failure is null ? Totals : throw _failure;
    }

    /// <summary>Gives up the call, if it was not completed, without waiting for answers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (!TryEndUnstarted())
        {
            await _running!.ConfigureAwait(false);
        }

        _http.Dispose();
    }

    private async ValueTask TakeTurnAsync(CancellationToken cancellationToken)
    {
        EnsureRunning();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_completing)
        {
            _turn.Release();
            throw _failure ?? new InvalidOperationException("The feed was completed.");
        }
    }

    private async ValueTask<PublishCall> OpenCallAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            PublishCall call = await _slot.Call.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!call.Outcome.IsCompleted)
            {
                return call;
            }

            _slot.Close(call);
        }
    }

    /// <param name="again">Write it on the next call when this one breaks: the server drops what it has seen.</param>
    private async ValueTask WriteAsync(PublishCall call, ReadOnlyMemory<byte> frame, bool again, CancellationToken cancellationToken)
    {
        _quiet = false;
        while (!await call.TryWriteAsync(frame, cancellationToken).ConfigureAwait(false))
        {
            _slot.Close(call);
            if (!again)
            {
                return;
            }

            call = await OpenCallAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void EnsureRunning()
    {
        if (_running is not null)
        {
            return;
        }

        lock (_startLock)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            // On the pool: the callbacks must not run inside the caller's call.
            _running ??= Task.Run(RunAsync);
        }
    }

    /// <summary>True when nothing was ever published: then there is no call to end.</summary>
    private bool TryEndUnstarted()
    {
        lock (_startLock)
        {
            if (_running is not null)
            {
                return false;
            }

            _completing = true;
            _running = Task.CompletedTask;
            _state = FeedPublisherState.Completed;
            _slot.End(new InvalidOperationException("The feed was completed."));
            return true;
        }
    }

    private async Task RunAsync()
    {
        using ITimer? heartbeat = _options.HeartbeatInterval == TimeSpan.Zero
            ? null
            : _options.TimeProvider.CreateTimer(_ => _ = BeatAsync(), null, _options.HeartbeatInterval, _options.HeartbeatInterval);
        try
        {
            CallOutcome outcome = await RunCallsAsync().ConfigureAwait(false);
            End(outcome.Status == GrpcStatus.Ok ? null : new FeedRejectedException(outcome.Status, outcome.Detail));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            End(null);
        }
        catch (Exception exception)
        {
            // A callback threw: nothing is published any more, and everyone who tries gets the exception.
            End(exception);
        }
    }

    /// <summary>Opens calls until one ends for good.</summary>
    private async Task<CallOutcome> RunCallsAsync()
    {
        while (true)
        {
            ChangeState(FeedPublisherState.Connecting);
            CallOutcome outcome = await RunCallAsync().ConfigureAwait(false);
            bool done = _completing && (outcome.Status == GrpcStatus.Ok || (outcome.MayRetry && _retained.IsEmpty));
            if (done || !outcome.MayRetry || _stopping.IsCancellationRequested)
            {
                // There is no further call to send it on.
                _retained.ForgetAll();
            }

            _tally.CallEnded(_retained.TakeForgotten());
            _stopping.Token.ThrowIfCancellationRequested();
            if (done)
            {
                return outcome with { Status = GrpcStatus.Ok };
            }

            _lastProblem = $"{outcome.Status}: {outcome.Detail}";
            if (!outcome.MayRetry)
            {
                return outcome;
            }

            ChangeState(FeedPublisherState.Disconnected);
            await Task.Delay(_backoff.Next(), _options.TimeProvider, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task<CallOutcome> RunCallAsync()
    {
        string? token;
        try
        {
            token = _options.BearerTokenSource is { } source ? await source(_stopping.Token).ConfigureAwait(false) : _options.BearerToken;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException)
        {
            return CallOutcome.ConnectionLost(exception);
        }

        _answered = false;
        using var call = PublishCall.Start(_http, _options.Server, token, Answered);
        using CancellationTokenRegistration stop = _stopping.Token.Register(call.Abort);
        if (await call.OpenAsync().ConfigureAwait(false)
            && await call.TryWriteAsync(_startFrame, CancellationToken.None).ConfigureAwait(false)
            && await TryResendAsync(call).ConfigureAwait(false))
        {
            _tally.Opened();
            ChangeState(FeedPublisherState.Open);
            _slot.Open(call);
            if (_completing)
            {
                call.CompleteRequest();
            }
        }

        CallOutcome outcome = await call.Outcome.ConfigureAwait(false);
        _slot.Close(call);

        // A token that was good has expired, and there is a source of fresh ones.
        return outcome.Status == GrpcStatus.Unauthenticated && _answered && _options.BearerTokenSource is not null
            ? outcome with { MayRetry = true }
            : outcome;
    }

    private async Task<bool> TryResendAsync(PublishCall call)
    {
        byte[] frames = _retained.CopyAll(out long ticks);
        _tally.Resent(ticks);
        return frames.Length == 0 || await call.TryWriteAsync(frames, CancellationToken.None).ConfigureAwait(false);
    }

    private void Answered(PublishResponse answer)
    {
        // The server answers: the next break is a new one, not a further attempt.
        _backoff.Reset();
        _answered = true;
        _tally.Answered(answer);
        _retained.Accept(answer.AcceptedThrough);
        foreach (Rejection rejection in answer.Rejections)
        {
            _options.Rejected?.Invoke(rejection);
        }

        foreach (SequenceGap gap in answer.Gaps)
        {
            _options.GapReported?.Invoke(gap);
        }
    }

    /// <summary>Sends a heartbeat when the line was quiet for a whole interval and nobody is writing.</summary>
    private async Task BeatAsync()
    {
        if (!_turn.Wait(0))
        {
            return;
        }

        try
        {
            if (_quiet && !_completing && _nextSequence != 0 && _slot.Call is { IsCompletedSuccessfully: true } open)
            {
                byte[] frame = GrpcFraming.Frame(new PublishRequest { NextSequence = _nextSequence });
                await WriteAsync(await open.ConfigureAwait(false), frame, again: false, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The publisher is being disposed.
        }
        finally
        {
            _quiet = true;
            _turn.Release();
        }
    }

    private void ChangeState(FeedPublisherState state)
    {
        _state = state;
        _options.StateChanged?.Invoke(state);
    }

    private void End(Exception? failure)
    {
        _failure = failure;
        _completing = true;
        _slot.End(failure ?? new InvalidOperationException("The feed was completed."));
        _state = failure is null ? FeedPublisherState.Completed : FeedPublisherState.Failed;
        if (failure is null or FeedRejectedException)
        {
            _options.StateChanged?.Invoke(_state);
        }
    }
}
