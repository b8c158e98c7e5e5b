using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>How far from a price another may be before it is suspicious.</summary>
/// <remarks>
/// The band below a price p reaches to p x factor, above it to p / factor. The factor is 1 - band for prices from 3 on, its square below 3, its
/// cube below 0.75: where the bands of the limit up-limit down plan widen, too (https://www.luldplan.com, section V and appendix A).
/// </remarks>
internal sealed class PriceBand
{
    private const long LowPrices = 3 * FixedPoint.One;
    private const long LowestPrices = FixedPoint.One * 3 / 4;

    private readonly Tier _usual;
    private readonly Tier _low;
    private readonly Tier _lowest;

    /// <param name="band">0 to 0.99; 0: every price is within.</param>
    public PriceBand(decimal band)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(band, 0.99m);
        IsOff = band == 0;
        var factor = 1 - band;
        _usual = new Tier(factor, long.MaxValue);
        _low = new Tier(factor * factor, LowPrices - 1);
        _lowest = new Tier(factor * factor * factor, LowestPrices - 1);
    }

    public bool IsOff { get; }

    /// <summary>Whether a price is within the band of another.</summary>
    /// <param name="of">None: there is nothing that it could be far from.</param>
    public bool Contains(Price of, Price price)
    {
        if (IsOff || !of.HasValue || of.Nanos <= 0)
        {
            return true;
        }

        var factor = TierOf(of.Nanos).Factor;
        return Math.BigMul(price.Nanos, FixedPoint.One) >= Math.BigMul(of.Nanos, factor)
            && Math.BigMul(price.Nanos, factor) <= Math.BigMul(of.Nanos, FixedPoint.One);
    }

    /// <summary>Prices around one, itself among them, of which each is within the band of each other.</summary>
    public (long LowNanos, long HighNanos) CalmAround(Price price)
    {
        if (IsOff)
        {
            return (long.MinValue, long.MaxValue);
        }

        if (!price.HasValue || price.Nanos <= 0)
        {
            return Nothing;
        }

        // A price that is the root of the factor away from both ends leaves the whole factor between them. The tier of the highest of
        // them is the narrowest, so it ends with its tier.
        var tier = TierOf(price.Nanos);
        var low = (Math.BigMul(price.Nanos, tier.Root) + FixedPoint.One - 1) / FixedPoint.One;
        var high = Math.BigMul(price.Nanos, FixedPoint.One) / tier.Root;
        return ((long)low, (long)Int128.Min(high, tier.Highest));
    }

    /// <summary>A range that contains no price.</summary>
    public static (long LowNanos, long HighNanos) Nothing => (long.MaxValue, long.MinValue);

    private Tier TierOf(long nanos) => nanos > _low.Highest ? _usual : nanos > _lowest.Highest ? _low : _lowest;

    /// <summary>Factor and its square root, units of 1e-9, and the highest price that they are for.</summary>
    private readonly record struct Tier(long Factor, long Root, long Highest)
    {
        // Rounded up, so that what is calm is never wider than the band. A factor is a setting, not a price: its root may come by floating point.
        public Tier(decimal factor, long highest)
            : this((long)(factor * FixedPoint.One), Math.Min(FixedPoint.One, (long)(Math.Sqrt((double)factor) * FixedPoint.One) + 2), highest)
        {
        }
    }
}
