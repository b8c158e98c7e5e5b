namespace QuoteStream.Portfolio.Booking;

/// <summary>What a client asks to be booked. <see cref="OrderCheck"/> says whether it makes sense by itself.</summary>
/// <remarks>Amounts are positive: the type says which way the money goes.</remarks>
public sealed record TransactionOrder
{
    public required TransactionType Type { get; init; }

    /// <summary>Of buys, sales, dividends and splits.</summary>
    public string? Symbol { get; init; }

    /// <summary>Units bought, sold, or that a dividend was paid for.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>In the portfolio's currency for one unit; of a dividend, what each unit got.</summary>
    public decimal? Price { get; init; }

    /// <summary>Beside the amount, in whole minor units. Null is 0.</summary>
    public decimal? Fee { get; init; }

    /// <summary>Of deposits, withdrawals, fees, and of dividends that have no quantity and price. In whole minor units.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Of splits.</summary>
    public SplitRatio? Ratio { get; init; }

    /// <summary>Of reversals: the seq of what is taken back.</summary>
    public long? Reverses { get; init; }

    /// <summary>When it happened, in microseconds since the Unix epoch. Null: when it is recorded.</summary>
    public long? TimeMicros { get; init; }

    public string? Note { get; init; }
}
