namespace QuoteStream.Client.Feeds;

/// <summary>The call on which to publish now; who comes while there is none waits for the next.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class CallSlot
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<PublishCall> _call = NewSource();

    /// <summary>The open call, once there is one; fails when the publisher has ended.</summary>
    public Task<PublishCall> Call
    {
        get
        {
            lock (_lock)
            {
                return _call.Task;
            }
        }
    }

    public void Open(PublishCall call)
    {
        lock (_lock)
        {
            _call.TrySetResult(call);
        }
    }

    /// <summary>Takes a broken call out. Whoever noticed first has done it; later ones change nothing.</summary>
    public void Close(PublishCall call)
    {
        lock (_lock)
        {
            if (_call.Task.IsCompletedSuccessfully && _call.Task.Result == call)
            {
                _call = NewSource();
            }
        }
    }

    /// <summary>No further call comes; everyone gets <paramref name="reason"/>.</summary>
    public void End(Exception reason)
    {
        lock (_lock)
        {
            if (_call.Task.IsCompleted)
            {
                _call = NewSource();
            }

            _call.SetException(reason);
            // Nobody may be waiting: an exception that nobody looked at would be reported as unobserved.
            _ = _call.Task.Exception;
        }
    }

    private static TaskCompletionSource<PublishCall> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
