using System.Globalization;

namespace QuoteStream.Feeds.Commands;

/// <summary>Lengths of time as people type them: "90s", "1.5m", "2h", "250ms", or "00:01:30".</summary>
internal static class DurationText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach ((string suffix, double seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                double total = number * seconds;
                duration = total <= Longest.TotalSeconds ? TimeSpan.FromSeconds(total) : TimeSpan.Zero;
                return duration > TimeSpan.Zero;
            }
        }

        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration)
            && duration > TimeSpan.Zero
            && duration <= Longest;
    }
}
