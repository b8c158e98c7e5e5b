using System.Globalization;

namespace QuoteStream.Portfolio.Booking;

/// <summary>A row of the ledger. It never changes, and it is what its owner's stream tells.</summary>
public sealed record Transaction
{
    public required string Portfolio { get; init; }

    /// <summary>1, 2, 3... in the portfolio, without holes.</summary>
    public required long Seq { get; init; }

    public required TransactionType Type { get; init; }

    public string? Symbol { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? Price { get; init; }

    /// <summary>0 when there was none.</summary>
    public decimal Fee { get; init; }

    public SplitRatio? Ratio { get; init; }

    public required Entry Entry { get; init; }

    /// <summary>What it added to the units held of its symbol; 0 where it has none.</summary>
    public decimal PositionChange { get; init; }

    public required decimal CashAfter { get; init; }

    /// <summary>Units held of its symbol; null where it has none.</summary>
    public decimal? PositionAfter { get; init; }

    /// <summary>What the units held cost, as <see cref="Position.Cost"/>; 0 where it has no symbol.</summary>
    public decimal CostAfter { get; init; }

    /// <summary>Of sales and coverings, before fees; and what their reversals took back. Null for the others.</summary>
    public decimal? RealizedPnl { get; init; }

    /// <summary>The seq of what a reversal took back.</summary>
    public long? Reverses { get; init; }

    /// <summary>When it happened: microseconds since the Unix epoch.</summary>
    public required long TimeMicros { get; init; }

    /// <summary>When it was written: microseconds since the Unix epoch.</summary>
    public required long RecordedMicros { get; init; }

    public string? Note { get; init; }

    /// <summary>Of all transactions of all portfolios.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Portfolio}-{Seq}");

    /// <summary>The signed change of cash.</summary>
    public decimal Amount => Entry.Cash;
}
