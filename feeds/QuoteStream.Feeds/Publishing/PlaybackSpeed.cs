using System.Globalization;

namespace QuoteStream.Feeds.Publishing;

/// <summary>How much faster than at the venue time passes.</summary>
public readonly record struct PlaybackSpeed
{
    /// <summary>Faster than any recording can be sent; "max" is what is meant there.</summary>
    public const double HighestFactor = 1_000_000;

    /// <summary>A day would take three years: surely a mistake.</summary>
    public const double LowestFactor = 0.001;

    private PlaybackSpeed(double factor)
    {
        Factor = factor;
    }

    /// <summary>As at the venue.</summary>
    public static PlaybackSpeed AsRecorded => new(1);

    /// <summary>As fast as the server takes the ticks.</summary>
    public static PlaybackSpeed Max => new(double.PositiveInfinity);

    public double Factor { get; }

    public bool IsMax => double.IsPositiveInfinity(Factor);

    /// <summary>Reads "max", or a decimal number such as "10" or "0.5".</summary>
    public static bool TryParse(string text, out PlaybackSpeed speed)
    {
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase))
        {
            speed = Max;
            return true;
        }

        bool isValid = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor)
            && factor is >= LowestFactor and <= HighestFactor;
        speed = isValid ? new PlaybackSpeed(factor) : AsRecorded;
        return isValid;
    }

    public override string ToString() => IsMax ? "max" : Factor.ToString(CultureInfo.InvariantCulture);
}
