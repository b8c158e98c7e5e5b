namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>Whether the ledger can be read, and when it is tried again if not.</summary>
/// <remarks>Guarded by its feed.</remarks>
internal sealed class LedgerOutage
{
    /// <summary>First wait before it is tried again: 250 ms, so that a short lock is over before anyone minds.</summary>
    private const long FirstWaitMicros = 250_000;

    /// <summary>Longest: 15 s.</summary>
    private const long LongestWaitMicros = 15_000_000;

    private long _waitMicros = FirstWaitMicros;

    /// <summary>1, 2, 3...: which outage it is, or was.</summary>
    public int Number { get; private set; }

    public bool IsDown { get; private set; }

    /// <summary>On the wheel's clock: not before this; 0 when the ledger can be read.</summary>
    public long RetryMicros { get; private set; }

    /// <returns>Whether it could be read until now.</returns>
    public bool Fail(long nowMicros)
    {
        if (IsDown && nowMicros < RetryMicros)
        {
            // Another read of the same outage.
            return false;
        }

        var isNew = !IsDown;
        if (isNew)
        {
            IsDown = true;
            Number++;
        }

        RetryMicros = nowMicros + _waitMicros;
        _waitMicros = Math.Min(LongestWaitMicros, 2 * _waitMicros);
        return isNew;
    }

    /// <returns>Whether it could not be read until now.</returns>
    public bool End()
    {
        var wasDown = IsDown;
        IsDown = false;
        RetryMicros = 0;
        _waitMicros = FirstWaitMicros;
        return wasDown;
    }
}
