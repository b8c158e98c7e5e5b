namespace QuoteStream.Feeds.Adapters;

/// <summary>What a user says about a recording, where it does not tell itself. A format takes what it has a use for.</summary>
public sealed record FeedOpening
{
    /// <summary>The trade date, at the venue; null: as the file's name, or what recorded it, tells.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>ISO 10383 code of the venue; null: the one whose feed it usually is.</summary>
    public string? Venue { get; init; }

    /// <summary>The symbol of a file that holds only one and does not name it; null: as the file's name tells.</summary>
    public string? Symbol { get; init; }

    /// <summary>Leave out the symbols with which a venue tests in production.</summary>
    public bool SkipTestSymbols { get; init; }
}
