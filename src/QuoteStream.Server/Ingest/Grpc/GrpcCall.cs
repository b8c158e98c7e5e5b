using Google.Protobuf;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>One call: its messages both ways, and everything that may end it before its handler does.</summary>
/// <remarks>The handler reads and writes; <see cref="End"/> from any thread.</remarks>
internal sealed class GrpcCall : IAsyncDisposable
{
    /// <summary>A call that says nothing holds a stream and a slot; a provider sends its start at once.</summary>
    public static readonly TimeSpan FirstMessageTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A caller who reads takes a message at once; one who does not must not hold its slot.</summary>
    public static readonly TimeSpan LastMessageTimeout = TimeSpan.FromSeconds(10);

    // The longest that a timer takes (49.7 days). A later deadline never comes in a call's life and is not kept.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 2);

    private static readonly GrpcStatus CallerGone = new(GrpcStatusCode.Cancelled, "the caller ended the call");
    private static readonly GrpcStatus Stopping = new(GrpcStatusCode.Unavailable, "the server is shutting down");
    private static readonly GrpcStatus DeadlinePassed = new(GrpcStatusCode.DeadlineExceeded, "the call's deadline has passed");
    private static readonly GrpcStatus Silent = new(
        GrpcStatusCode.DeadlineExceeded, $"no message came within {FirstMessageTimeout.TotalSeconds} s of the call's beginning");

    private readonly CancellationTokenSource _ending = new();
    private readonly TimeProvider _time;
    private readonly ITimer? _deadline;
    private readonly ITimer _firstMessage;
    private ITimer? _expiry;
    private readonly CancellationTokenRegistration _aborted;
    private readonly CancellationTokenRegistration _stopping;
    private GrpcStatus? _endStatus;

    public GrpcCall(HttpContext context, bool gzip, TimeSpan? timeout, TimeProvider time, CancellationToken stopping)
    {
        _time = time;
        Context = context;
        Requests = new GrpcMessageReader(context.Request.BodyReader, gzip);
        Responses = new GrpcMessageWriter(context.Response.BodyWriter);
        _aborted = context.RequestAborted.UnsafeRegister(static call => ((GrpcCall)call!).End(CallerGone), this);
        _stopping = stopping.UnsafeRegister(static call => ((GrpcCall)call!).End(Stopping), this);
        _firstMessage = time.CreateTimer(static call => ((GrpcCall)call!).EndIfSilent(), this, FirstMessageTimeout, Timeout.InfiniteTimeSpan);
        if (timeout <= LongestTimer)
        {
            _deadline = time.CreateTimer(
                static call => ((GrpcCall)call!).End(DeadlinePassed), this, timeout.Value, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The request that carries the call: for who wants to know whose it is.</summary>
    public HttpContext Context { get; }

    public GrpcMessageReader Requests { get; }

    public GrpcMessageWriter Responses { get; }

    /// <summary>Cancelled when the call has to end before its handler would end it.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether nobody is left who could be answered.</summary>
    public bool CallerIsGone => ReferenceEquals(EndStatus, CallerGone);

    // Written once by whichever thread ends the call first; the reader wants that thread's status whole.
    private GrpcStatus? EndStatus => Volatile.Read(ref _endStatus);

    /// <summary>The status that goes with what a read came to, when it was not a message.</summary>
    public GrpcStatus StatusAfter(GrpcRead read) => read switch
    {
        GrpcRead.End => GrpcStatus.Ok,
        GrpcRead.Refused => Requests.Fault!,
        GrpcRead.Interrupted => EndStatus ?? CallerGone,
        _ => throw new ArgumentOutOfRangeException(nameof(read), read, "A message has no status."),
    };

    /// <summary>Reads a message as an object; null at the end of the stream or the call, with its status.</summary>
    public async ValueTask<(T? Message, GrpcStatus Status)> ReadParsedAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var read = await Requests.ReadAsync();
        if (read != GrpcRead.Message)
        {
            return (null, StatusAfter(read));
        }

        try
        {
            return (parser.ParseFrom(Requests.Message), GrpcStatus.Ok);
        }
        catch (InvalidProtocolBufferException e)
        {
            // The caller's bytes, not our fault: it is told what they lack.
            return (null, new GrpcStatus(GrpcStatusCode.Internal, $"malformed {typeof(T).Name}: {e.Message}"));
        }
    }

    /// <summary>Reads the request of a method that takes just one; null with a status when none came.</summary>
    public async ValueTask<(T? Message, GrpcStatus Status)> ReadSingleAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var (message, status) = await ReadParsedAsync(parser);
        return message is null && status.Code == GrpcStatusCode.Ok
            ? (null, new GrpcStatus(GrpcStatusCode.Unimplemented, "this method takes one message, and none was sent"))
            : (message, status);
    }

    /// <summary>Returns when the call has to end.</summary>
    public async Task WaitForEndingAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = Ending.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), ended);
        await ended.Task;
    }

    /// <summary>Writes a message to a call that is ending, for as long as a caller who reads may take.</summary>
    public async Task WriteLastAsync(IMessage message)
    {
        if (CallerIsGone)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(LastMessageTimeout, _time);
        try
        {
            await Responses.WriteAsync(message, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // A caller that does not read gets no last message; its stream is reset with the status.
        }
    }

    /// <summary>Ends the call with a status; the first one stands.</summary>
    public void End(GrpcStatus status)
    {
        // Deadline, shutdown and the caller's reset may come at once: one of them gives the status.
        if (Interlocked.CompareExchange(ref _endStatus, status, null) is null)
        {
            _ending.Cancel();
            Requests.Interrupt();
        }
    }

    /// <summary>Ends the call with a status at a time of day, unless it has ended before. Once, by the handler.</summary>
    public void EndAt(DateTimeOffset at, GrpcStatus status)
    {
        _expiry = _time.CreateTimer(_ => EndIfDue(at, status), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _expiry.Change(WaitUntil(at), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for callbacks that run: Kestrel reuses the stream's pipe, and a late interruption would hit another call.</summary>
    public async ValueTask DisposeAsync()
    {
        await _aborted.DisposeAsync();
        await _stopping.DisposeAsync();
        await _firstMessage.DisposeAsync();
        if (_deadline is not null)
        {
            await _deadline.DisposeAsync();
        }

        if (_expiry is not null)
        {
            await _expiry.DisposeAsync();
        }

        Requests.Dispose();
        _ending.Dispose();
    }

    private TimeSpan WaitUntil(DateTimeOffset at)
    {
        var left = at - _time.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < LongestTimer ? left : LongestTimer;
    }

    // A timer may be early, and there are times further away than it can be set for.
    private void EndIfDue(DateTimeOffset at, GrpcStatus status)
    {
        if (_time.GetUtcNow() >= at)
        {
            End(status);
        }
        else
        {
            _expiry!.Change(WaitUntil(at), Timeout.InfiniteTimeSpan);
        }
    }

    private void EndIfSilent()
    {
        if (!Requests.HasReadMessage)
        {
            End(Silent);
        }
    }
}
