using System.Globalization;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit (grpc/grpc doc/PROTOCOL-HTTP2.md).</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        var digits = text.Length - 1;
        if (digits is < 1 or > MaxDigits
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        // 99,999,999 hours are 3.6e18 ticks: the longest timeout still fits.
        long? ticks = text[^1] switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => value / TimeSpan.NanosecondsPerTick,
            _ => null,
        };
        timeout = new TimeSpan(ticks.GetValueOrDefault());
        return ticks is not null;
    }
}
