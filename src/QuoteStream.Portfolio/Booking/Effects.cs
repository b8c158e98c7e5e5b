using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Booking;

/// <summary>The double entry of each type of transaction.</summary>
/// <remarks>
/// Average cost: a sale takes its share of what all units of the position cost. Fees are an account of their own, so they are neither part of
/// a position's cost nor of its profit. Every amount is rounded once, to whole minor units; the last unit sold takes the rest of the cost
/// along, so that no cent remains on an empty position.
/// </remarks>
internal static class Effects
{
    public static Effect Transfer(decimal amount, decimal fee) => new(new Entry(amount - fee, 0, 0, fee, -amount));

    public static Effect Charge(decimal amount) => new(new Entry(-amount, 0, 0, amount, 0));

    public static Effect Dividend(decimal amount, decimal fee) => new(new Entry(amount - fee, 0, -amount, fee, 0));

    /// <summary>A buy or a sale; one that goes through zero closes the position and opens the opposite one.</summary>
    /// <param name="change">Units: positive of a buy, negative of a sale.</param>
    /// <param name="value">What they cost; negative of a sale: what they brought.</param>
    public static Effect Trade(Position position, decimal change, decimal value, decimal fee, Currency currency)
    {
        var closes = position.Quantity != 0 && decimal.Sign(position.Quantity) != decimal.Sign(change);
        if (!closes)
        {
            return new Effect(new Entry(-value - fee, value, 0, fee, 0), change, decimal.Sign(change) < 0 ? 0 : null);
        }

        var held = Math.Abs(position.Quantity);
        var traded = Math.Abs(change);
        var closed = Math.Min(held, traded);
        var closingValue = closed == traded ? value : ExactMath.Share(value, closed, traded, currency);
        var closedCost = closed == held ? position.Cost : ExactMath.Share(position.Cost, closed, held, currency);
        var realized = -(closingValue + closedCost);
        return new Effect(new Entry(-value - fee, value - closingValue - closedCost, -realized, fee, 0), change, realized);
    }

    /// <summary>More or fewer units at the same cost.</summary>
    /// <exception cref="OverflowException">The units are beyond 64 bits.</exception>
    public static Effect Split(Position position, SplitRatio ratio) =>
        new(default, ExactMath.Scale(position.Quantity, ratio.After, ratio.Before) - position.Quantity);

    /// <summary>
    /// The opposite of what was booked. Where the units went another way meanwhile, what would remain as the cost of nothing, or as a cost of
    /// the wrong sign, is realized: it cannot stay on the position.
    /// </summary>
    public static Effect Reverse(Transaction reversed, Position? position)
    {
        var entry = -reversed.Entry;
        var change = -reversed.PositionChange;
        var realized = -reversed.RealizedPnl;
        if (change == 0 || position is null)
        {
            return new Effect(entry, change, realized);
        }

        var quantity = position.Quantity + change;
        var cost = position.Cost + entry.Positions;
        if (cost == 0 || decimal.Sign(cost) == decimal.Sign(quantity))
        {
            return new Effect(entry, change, realized);
        }

        return new Effect(entry with { Positions = entry.Positions - cost, Income = entry.Income + cost }, change, (realized ?? 0) - cost);
    }
}
