using System.Globalization;
using System.Numerics;

namespace QuoteStream.Feeds.Publishing;

/// <summary>How long after they were due messages were sent: their distribution, to an eighth of each value.</summary>
/// <remarks>One writer; read when it has finished.</remarks>
public sealed class Lateness
{
    // Eight steps for each power of two, in microseconds; the last covers all from 2^38 on, three days.
    private const int StepBits = 3;
    private const int Powers = 36;

    private readonly long[] _counts = new long[Powers << StepBits];

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public void Record(TimeSpan late)
    {
        late = late < TimeSpan.Zero ? TimeSpan.Zero : late;
        Max = late > Max ? late : Max;
        Count++;
        _counts[PlaceOf((ulong)late.TotalMicroseconds)]++;
    }

    /// <summary>What a share of the messages was not later than.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public TimeSpan Percentile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count);
        for (int place = 0; place < _counts.Length; place++)
        {
            rank -= _counts[place];
            if (rank <= 0)
            {
                TimeSpan end = TimeSpan.FromMicroseconds(EndOf(place));
                return end < Max && place < _counts.Length - 1 ? end : Max;
            }
        }

        return Max;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {Percentile(0.5).TotalMilliseconds:0.00} ms, p99 {Percentile(0.99).TotalMilliseconds:0.00} ms, max {Max.TotalMilliseconds:0.00} ms");

    private static int PlaceOf(ulong micros)
    {
        if (micros < 1 << StepBits)
        {
            return (int)micros;
        }

        int shift = BitOperations.Log2(micros) - StepBits;
        return Math.Min(((shift + 1) << StepBits) | (int)((micros >> shift) & ((1 << StepBits) - 1)), (Powers << StepBits) - 1);
    }

    /// <summary>The first microsecond behind a place.</summary>
    private static long EndOf(int place)
    {
        int shift = (place >> StepBits) - 1;
        return shift < 0 ? place + 1 : (long)((1 << StepBits) + (place & ((1 << StepBits) - 1)) + 1) << shift;
    }
}
