using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Portfolio.Valuation;

/// <summary>A position at what the market says. Amounts are in the portfolio's currency unless said otherwise.</summary>
/// <remarks>
/// Where the symbol trades in another currency, <see cref="Last"/> and <see cref="Mark"/> are in that one; so are <see cref="MarketValue"/> and
/// <see cref="DayChange"/> when no pair of the two currencies is quoted, and then the position is not summed.
/// </remarks>
public sealed record PositionValue
{
    /// <summary>What is held, and what it cost.</summary>
    public required Position Position { get; init; }

    /// <summary>Price of the last sale; null when none is known.</summary>
    public decimal? Last { get; init; }

    /// <summary>What one unit is valued at; see <see cref="MarketQuote.Mark"/>.</summary>
    public decimal? Mark { get; init; }

    /// <summary>Quantity x mark, rounded once, half even, to minor units; negative when sold short. Null without a mark.</summary>
    public decimal? MarketValue { get; init; }

    /// <summary>Market value less cost; null where that cannot be told.</summary>
    public decimal? UnrealizedPnl { get; init; }

    /// <summary>Quantity x (mark - previous close): as if the units had been held since that close. Null when one of them is not known.</summary>
    public decimal? DayChange { get; init; }

    /// <summary>That the symbol trades in, where it is not the portfolio's; else null.</summary>
    public string? Currency { get; init; }

    /// <summary>The quoted pair by which amounts were converted; null where there was nothing to convert, or no pair.</summary>
    public string? FxSymbol { get; init; }

    /// <summary>Units of the portfolio's currency for one of <see cref="Currency"/>.</summary>
    public decimal? FxRate { get; init; }

    /// <summary>The quote of the symbol, or of the pair, is stale or missing.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether the totals have it.</summary>
    public bool IsSummed { get; init; }
}
