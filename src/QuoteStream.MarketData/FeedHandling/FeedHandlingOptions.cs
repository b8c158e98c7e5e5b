using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>How feeds are handled.</summary>
public sealed record FeedHandlingOptions
{
    /// <summary>Whether a provider's tick may bring a symbol into being. Default true.</summary>
    public bool AcceptNewSymbols { get; init; } = true;

    /// <summary>How long a hole waits for the other line, or a late message, to fill it. Default 50 ms; zero: not at all. See <see cref="NumberedSession"/>.</summary>
    public TimeSpan LineWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The venues that may be named. Default: those that ISO 10383 has registered.</summary>
    public VenueRegistry Venues { get; init; } = VenueRegistry.Iso10383;

    /// <summary>How far ahead of the server's clock a venue's stamp may be. Default one minute.</summary>
    public TimeSpan MaxTimeAhead { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The shortest interval of heartbeats that a provider is held to: a line that has begun to send them is silent after three of its own intervals, but not
    /// before three of this. Default one second; zero: silence is never noticed.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a symbol of an open feed may be silent before it is stale. Default zero: for ever.</summary>
    public TimeSpan StaleAfter { get; init; }
}
