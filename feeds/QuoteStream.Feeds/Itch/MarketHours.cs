namespace QuoteStream.Feeds.Itch;

/// <summary>Whether the market is within its regular hours: as the venue's own events say, or else by the clock.</summary>
/// <remarks>The events know the days that end early. A recording that begins after the bell does not have them.</remarks>
internal sealed class MarketHours
{
    private const ulong NanosPerMinute = 60_000_000_000;

    // 09:30 to 16:00 in New York.
    private const ulong OpenNanos = ((9 * 60) + 30) * NanosPerMinute;
    private const ulong CloseNanos = 16 * 60 * NanosPerMinute;

    private bool? _isOpen;

    /// <param name="code">Of a system event: O, S, Q, M, E, C, in the order of a day.</param>
    /// <returns>False for an event that the feed does not have.</returns>
    public bool Note(byte code)
    {
        bool? isOpen = (char)code switch
        {
            'Q' => true,
            'O' or 'S' or 'M' or 'E' or 'C' => false,
            _ => null,
        };
        _isOpen = isOpen ?? _isOpen;
        return isOpen is not null;
    }

    public bool IsExtended(ulong timeOfDayNanos) => _isOpen is { } isOpen ? !isOpen : timeOfDayNanos is < OpenNanos or >= CloseNanos;

    public void Clear() => _isOpen = null;
}
