using System.Globalization;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Booking;

/// <summary>How many units come of how many: 4 for 1, or 1 for 20 of a reverse split. In lowest terms.</summary>
public readonly record struct SplitRatio
{
    private SplitRatio(long after, long before)
    {
        After = after;
        Before = before;
    }

    /// <summary>1 to <see cref="LedgerLimits.MaxSplitTerm"/>.</summary>
    public long After { get; }

    /// <summary>1 to <see cref="LedgerLimits.MaxSplitTerm"/>.</summary>
    public long Before { get; }

    /// <summary>False when a term is out of bounds, or nothing would change.</summary>
    public static bool TryMake(long after, long before, out SplitRatio ratio)
    {
        ratio = default;
        if (after < 1 || before < 1)
        {
            return false;
        }

        var divisor = GreatestCommonDivisor(after, before);
        ratio = new SplitRatio(after / divisor, before / divisor);
        return ratio.After <= LedgerLimits.MaxSplitTerm && ratio.Before <= LedgerLimits.MaxSplitTerm && ratio.After != ratio.Before;
    }

    /// <summary>Takes the factor, such as 4 or 0.05. At most nine decimals.</summary>
    public static bool TryMake(decimal factor, out SplitRatio ratio)
    {
        ratio = default;
        return factor is > 0 and <= LedgerLimits.MaxSplitTerm && TryMake(ExactMath.ToNanos(factor), 1_000_000_000, out ratio);
    }

    /// <summary>Takes AFTER:BEFORE, such as 4:1 or 1:20.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SplitRatio ratio)
    {
        ratio = default;
        return text.IndexOf(':') is var colon and > 0
            && long.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            && long.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            && TryMake(after, before, out ratio);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{After}:{Before}");

    private static long GreatestCommonDivisor(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}
