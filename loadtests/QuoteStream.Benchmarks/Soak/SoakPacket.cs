namespace QuoteStream.Benchmarks.Soak;

/// <summary>Consecutive numbers of the feed, on their way on both lines. Without ticks: a heartbeat.</summary>
internal sealed class SoakPacket
{
    public List<SoakTick> Ticks { get; } = [];

    /// <summary>Number of the first tick; of a heartbeat: the number that comes next.</summary>
    public ulong First { get; set; }

    /// <summary>Which session its numbers belong to.</summary>
    public int Session { get; set; }

    public ulong VenueTimeNanos { get; set; }

    /// <summary>Copies that have neither arrived nor been lost.</summary>
    public int CopiesUnderWay { get; set; }

    /// <summary>Whether a copy has come to the feed handler in time.</summary>
    public bool HasArrived { get; set; }
}
