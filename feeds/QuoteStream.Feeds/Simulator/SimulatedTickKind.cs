namespace QuoteStream.Feeds.Simulator;

internal enum SimulatedTickKind : byte
{
    Quote,
    Trade,

    /// <summary>Of a trade that was wrong.</summary>
    Cancel,
    Correction,
    Reference,
    PreOpen,
    Trading,

    /// <summary>A limit up, limit down pause.</summary>
    Paused,

    /// <summary>Trading halted, for news that is about to come.</summary>
    Halted,

    /// <summary>Halted still; the news is out.</summary>
    NewsReleased,

    /// <summary>Quotes only, until trading resumes.</summary>
    QuoteOnly,
    Closed,
}
