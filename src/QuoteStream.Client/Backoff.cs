namespace QuoteStream.Client;

/// <summary>Waits between attempts: doubling from the first to the longest, each less up to half of it by chance.</summary>
/// <remarks>One thread at a time. The chance keeps clients that lost the same server from coming back together.</remarks>
internal sealed class Backoff
{
    private readonly TimeSpan _initial;
    private readonly TimeSpan _longest;
    private TimeSpan _next;

    public Backoff(TimeSpan initial, TimeSpan longest)
    {
        _initial = initial;
        _longest = longest;
        _next = initial;
    }

    /// <summary>There was a wait since the last <see cref="Reset"/>.</summary>
    public bool IsRepeated { get; private set; }

    public void Reset()
    {
        _next = _initial;
        IsRepeated = false;
    }

    public TimeSpan Next()
    {
        TimeSpan current = _next;
        IsRepeated = true;
        _next = current >= _longest / 2 ? _longest : current * 2;
        return current * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
