namespace QuoteStream.Feeds.Publishing;

/// <summary>How badly a line is to carry its packets. The same seed damages the same ones.</summary>
public sealed record FaultRates
{
    /// <summary>Later packets would have to be kept until then.</summary>
    public const int MostPacketsLate = 1_000;

    /// <summary>Of packets that never arrive: 0 to less than 1; default 0.</summary>
    public double Drop { get; init; }

    /// <summary>Of packets that arrive twice: 0 to less than 1; default 0.</summary>
    public double Duplicate { get; init; }

    /// <summary>One packet in ten arrives later than as many others, at most; 0, the default: never.</summary>
    public int Reorder { get; init; }

    /// <summary>Another seed, other packets.</summary>
    public ulong Seed { get; init; } = 1;
}
