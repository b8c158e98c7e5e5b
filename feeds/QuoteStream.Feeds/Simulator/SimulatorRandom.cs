using System.Numerics;

namespace QuoteStream.Feeds.Simulator;

/// <summary>Random numbers that are the same for a seed on every machine and runtime.</summary>
/// <remarks>
/// xoshiro256** (https://prng.di.unimi.it): <see cref="Random"/> does not promise its sequence over versions, and the logarithm of the
/// C library differs between platforms in its last bit. Here only +, -, * and / touch a double, which IEEE 754 fixes.
/// </remarks>
internal sealed class SimulatorRandom
{
    private const double Ln2 = 0.693147180559945309;

    // Nothing is left after these: 1e-16.
    private const double MostLives = 37;
    private const double UnitOf53Bits = 1.0 / (1UL << 53);

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SimulatorRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>From 0 to less than 1.</summary>
    public double NextUnit() => (NextBits() >> 11) * UnitOf53Bits;

    /// <summary>From 0 to less than <paramref name="bound"/>.</summary>
    public int NextBelow(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    public bool NextChance(double probability) => NextUnit() < probability;

    /// <summary>0, 1, 2... each half as likely as the one before, at most <paramref name="most"/>.</summary>
    public int NextHalving(int most) => Math.Min(BitOperations.TrailingZeroCount(NextBits()), most);

    /// <summary>Exponentially distributed with mean 1: the time between events that know nothing of each other.</summary>
    public double NextExponential() => -Log(1 - NextUnit());

    /// <summary>Near enough to a normal distribution of mean 0 and variance 1, within 3.5: the sum of four uniform numbers.</summary>
    public double NextGaussian()
    {
        ulong bits = NextBits();
        ulong sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        const double Middle = 2 * 65535;
        const double PerDeviation = 1.7320508075688772 / 65536;
        return (sum - Middle) * PerDeviation;
    }

    /// <summary>After how many mean lives an exponential decay has come down to <paramref name="left"/>: 2^-53 to 1.</summary>
    public static double DecayTime(double left) => -Log(left);

    /// <summary>What an exponential decay leaves after so many mean lives, 0 or more; to six places.</summary>
    public static double Decay(double lives)
    {
        if (lives >= MostLives)
        {
            return 0;
        }

        // e^-x = 2^-n e^-r, r being what is over the whole halvings: below ln 2, where six terms of the series do.
        int halvings = (int)(lives / Ln2);
        double r = lives - (halvings * Ln2);
        double series = 1 - (r * (1 - (r / 2 * (1 - (r / 3 * (1 - (r / 4 * (1 - (r / 5 * (1 - (r / 6 * (1 - (r / 7)))))))))))));
        return series * BitConverter.UInt64BitsToDouble((ulong)(1023 - halvings) << 52);
    }

    /// <summary>Natural logarithm of 2^-53 to 1, to six places.</summary>
    private static double Log(double x)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.UInt64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);

        // ln m = 2 artanh((m - 1) / (m + 1)), by its series; m is 1 to 2.
        double z = (mantissa - 1) / (mantissa + 1);
        double square = z * z;
        double tail = (1.0 / 7) + (square * ((1.0 / 9) + (square / 11)));
        double series = 1 + (square * ((1.0 / 3) + (square * ((1.0 / 5) + (square * tail)))));
        return (exponent * Ln2) + (2 * z * series);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
