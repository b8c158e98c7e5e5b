namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>What a made-up day is to be.</summary>
public sealed record ItchDayOptions
{
    /// <summary>About as many as the venue trades. Each has a price ladder of some kilobytes.</summary>
    public const int MaxSymbols = 10_000;

    /// <summary>Ten of the venue's busiest days.</summary>
    public const long MaxMessages = 10_000_000_000;

    /// <summary>1 to <see cref="MaxSymbols"/>: S0, S1... Default 500.</summary>
    public int Symbols { get; init; } = 500;

    /// <summary>All of the day's; at least <see cref="LeastMessages"/>. Default ten million, about 330 MB.</summary>
    public long Messages { get; init; } = 10_000_000;

    /// <summary>The same seed and options give the same bytes. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What a day cannot do without: its events, and each stock's directory and crosses.</summary>
    public long LeastMessages => GeneratedItchDay.FixedMessages(Symbols) + 1;
}
