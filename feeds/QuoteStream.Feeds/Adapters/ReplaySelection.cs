using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Adapters;

/// <summary>What of a recording is wanted, and with which times.</summary>
public sealed record ReplaySelection
{
    /// <summary>All of it, as it was recorded.</summary>
    public static readonly ReplaySelection Everything = new();

    /// <summary>The only symbols; null: all.</summary>
    public SymbolFilter? Symbols { get; init; }

    /// <summary>
    /// Earlier quotes and trades are left out; reference data and status go through, for they are in force still. Null: from the start. A
    /// time of day is of the day of the first message.
    /// </summary>
    public RecordedTime? From { get; init; }

    /// <summary>The recording ends with the last message before this. Null: where it ends.</summary>
    public RecordedTime? To { get; init; }

    /// <summary>Each tick's time becomes the moment at which its message is due by this pace. Null: as recorded.</summary>
    public VenuePace? NowBy { get; init; }

    /// <summary>The recording's ticks have other numbers than its messages.</summary>
    internal bool IsCounted => Symbols is not null || From is not null;
}
