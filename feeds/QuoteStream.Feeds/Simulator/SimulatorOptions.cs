namespace QuoteStream.Feeds.Simulator;

/// <summary>What the simulated exchange trades, how fast, and from when on. The same options give the same ticks.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Stands for "as fast as possible": faster than servers take ticks, so that times never run ahead of the clock.</summary>
    public const double HighestTicksPerSecond = 20_000_000;

    /// <summary>No venue is open for longer between two closes.</summary>
    public static readonly TimeSpan LongestDay = TimeSpan.FromDays(1);

    /// <summary>Default: some 70 well-known US stocks, funds and coins. 1 to 100,000.</summary>
    public IReadOnlyList<SimulatedInstrument> Instruments { get; init; } = WellKnownInstruments.All;

    /// <summary>Of all symbols together, on average, by the exchange's own clock. Default 450; above 0.</summary>
    public double TicksPerSecond { get; init; } = 450;

    /// <summary>Another seed, another market.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When the exchange's clock begins: nanoseconds since the Unix epoch, UTC; above 0.</summary>
    public required ulong StartNanos { get; init; }

    /// <summary>The exchange ends after so many ticks; 0, the default: never.</summary>
    public long MaxTicks { get; init; }

    /// <summary>The exchange ends when its clock has run so long; zero, the default: never.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Between two volatility pauses of whatever stock, on average. Default 4 minutes; zero: never.</summary>
    public TimeSpan PauseEvery { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Default 20 s: a real pause lasts five minutes, longer than anyone watches a demo.</summary>
    public TimeSpan PauseLength { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Between two halts for news of whatever stock, on average. Default 10 minutes; zero: never.</summary>
    public TimeSpan HaltEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the halt to the reopening; default 30 s, for the same reason.</summary>
    public TimeSpan HaltLength { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From the opening until stocks close, whereupon the exchange ends. Zero, the default: it never closes.</summary>
    public TimeSpan DayLength { get; init; }

    /// <summary>
    /// When a reader asks for ticks further ahead than this, as after a suspended machine, the exchange skips the time between. Zero, the
    /// default: it never does. It is the one thing by which the reader has an influence on the ticks.
    /// </summary>
    public TimeSpan CatchUpLimit { get; init; }

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    internal void Validate()
    {
        Require(Instruments is { Count: >= 1 and <= SyntheticInstruments.MaxCount }, nameof(Instruments), Instruments?.Count);
        Require(TicksPerSecond is > 0 and <= HighestTicksPerSecond, nameof(TicksPerSecond), TicksPerSecond);
        Require(StartNanos is > 0 and <= long.MaxValue / 2, nameof(StartNanos), StartNanos);
        Require(MaxTicks >= 0, nameof(MaxTicks), MaxTicks);
        Require(Duration >= TimeSpan.Zero, nameof(Duration), Duration);
        Require(PauseEvery >= TimeSpan.Zero, nameof(PauseEvery), PauseEvery);
        Require(PauseLength > TimeSpan.Zero, nameof(PauseLength), PauseLength);
        Require(HaltEvery >= TimeSpan.Zero, nameof(HaltEvery), HaltEvery);
        Require(HaltLength > TimeSpan.Zero, nameof(HaltLength), HaltLength);
        Require(DayLength >= TimeSpan.Zero && DayLength <= LongestDay, nameof(DayLength), DayLength);
        Require(CatchUpLimit >= TimeSpan.Zero, nameof(CatchUpLimit), CatchUpLimit);
    }

    private static void Require(bool condition, string option, object? value)
    {
        if (!condition)
        {
            throw new ArgumentException($"{option} is {value ?? "null"}, which is outside its range.", option);
        }
    }
}
