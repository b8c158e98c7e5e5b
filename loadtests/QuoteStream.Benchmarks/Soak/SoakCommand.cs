using System.Diagnostics;
using System.Globalization;

namespace QuoteStream.Benchmarks.Soak;

/// <summary><c>soak</c>: a long feed with everything that goes wrong, whose outcome must be that of a plain model.</summary>
internal static class SoakCommand
{
    private const long DefaultTicks = 100_000_000;

    /// <summary>Years of virtual days: the clock stays within what a nanosecond stamp can say.</summary>
    private const long MaxTicks = 20_000_000_000;

    private const int Same = 0;
    private const int Different = 1;
    private const int BadArguments = 2;

    private const string Usage = """
        soak [--ticks N] [--seed N]

        Publishes N ticks (default 100,000,000) on two lines that each lose 1 % of their packets, with lines that break, sources that restart,
        cancels and corrections, in virtual time. At each checkpoint the feed handler's state must equal that of a plain model; if not, the
        first difference is printed and the exit code is 1. The same seed makes the same feed; by default it is drawn, and printed.
        """;

    public static int Run(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Usage);
            return Same;
        }

        if (!TryParse(args, out var ticks, out var seed))
        {
            Console.Error.WriteLine(Usage);
            return BadArguments;
        }

        Console.WriteLine(Invariant($"{ticks:N0} ticks, seed {seed}"));
        var difference = Run(new SoakRun(seed), ticks);
        Console.WriteLine(difference is null ? "The state equals the model's." : $"DIFFERENT: {difference}");
        return difference is null ? Same : Different;
    }

    private static string? Run(SoakRun run, long ticks)
    {
        // The wall's time is only printed, the soak's is its own.
        var perDay = Math.Clamp(ticks / 4, 1, SoakRun.TicksPerDay);
        var watch = Stopwatch.StartNew();
        string? difference = null;
        while (run.Made < ticks && difference is null)
        {
            var checkpoint = Math.Min(run.Made + perDay, ticks);
            while (run.Made < checkpoint)
            {
                run.RunTo(Math.Min(run.Made + (perDay / 20) + 1, checkpoint));
                ShowProgress(run, ticks, watch);
            }

            difference = run.Compare();
            watch.Stop();
            Report(run, watch, difference is null);
            watch.Start();
            run.BeginDay();
        }

        return difference;
    }

    private static void ShowProgress(SoakRun run, long ticks, Stopwatch watch)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Write(Invariant($"\r{100.0 * run.Made / ticks:F0} %, {run.Made / watch.Elapsed.TotalSeconds / 1e6:F1} million ticks/s   \r"));
        }
    }

    private static void Report(SoakRun run, Stopwatch watch, bool isSame)
    {
        var counts = run.Counts;
        var live = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        var resident = Environment.WorkingSet / 1e6;
        Console.WriteLine(Invariant(
            $"{run.Made,14:N0} {(isSame ? "equal" : "DIFFERENT")}, {run.Made / watch.Elapsed.TotalSeconds / 1e6:F2} million ticks/s ({run.Sent:N0} on both lines), ")
            + Invariant($"{counts.Duplicates:N0} duplicates, {counts.Rejected:N0} rejected, {counts.Missing:N0} missing in {counts.Gaps:N0} gaps, ")
            + Invariant($"{run.Sessions} sessions, {run.Breaks} lines broken; {live:F0} MB live, {resident:F0} MB resident"));
    }

    private static bool TryParse(string[] args, out long ticks, out int seed)
    {
        (ticks, seed) = (DefaultTicks, Random.Shared.Next());
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var isGood = args[i] switch
            {
                "--ticks" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ticks) && ticks is > 0 and <= MaxTicks,
                "--seed" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seed),
                _ => false,
            };
            if (!isGood)
            {
                return false;
            }
        }

        return true;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
