using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Notices what no tick tells: lines that have fallen silent, symbols that are quiet, trade dates that ended without a tick.</summary>
/// <remarks>One thread, which calls <see cref="Step"/> every <see cref="Interval"/>.</remarks>
public sealed class FeedWatch(FeedHandler feeds)
{
    /// <summary>Short enough that a silent feed is noticed well within a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Symbols that a step looks at, some milliseconds' worth: 100,000 are seen twice a second, a million every five seconds.</summary>
    private const int MaxSymbolsPerStep = 50_000;

    /// <summary>Every trade date begins at a quarter of an hour in UTC, as every time zone's offset is a number of quarters.</summary>
    private const long QuarterNanos = 900 * UnixNanos.PerSecond;

    private readonly TideSlot _tide = feeds.Symbols.Tide.Open();
    private readonly long _staleAfterNanos = UnixNanos.From(feeds.Options.StaleAfter);
    private readonly long[] _newestNanos = new long[FeedHandler.MaxProviders];
    private readonly long[] _rolledQuarters = new long[FeedHandler.MaxProviders];
    private int _nextQuiet;
    private int _nextRoll = int.MaxValue;

    /// <summary>Does what is due.</summary>
    public void Step()
    {
        foreach (var provider in feeds.Providers)
        {
            provider.NoticeSilence();
        }

        if (_staleAfterNanos > 0)
        {
            MarkQuiet();
        }

        RollDays();
    }

    private void MarkQuiet()
    {
        var now = UnixNanos.Now(feeds.Time);
        var since = now - _staleAfterNanos;
        long tide = 0;
        foreach (var channel in NextOf(ref _nextQuiet))
        {
            if (channel.MayBeQuiet(since))
            {
                tide = tide == 0 ? _tide.Begin() : tide;
                MarkQuiet(channel, since, now, tide);
            }
        }

        _tide.End();

        // From the start again with the next step.
        _nextQuiet = _nextQuiet >= feeds.Symbols.Count ? 0 : _nextQuiet;
    }

    private static void MarkQuiet(SymbolChannel channel, long since, long now, long tide)
    {
        var kinds = ChangeKinds.None;
        try
        {
            kinds = channel.Enter().MarkQuiet(since, now, tide);
        }
        finally
        {
            channel.Exit(kinds);
        }
    }

    /// <summary>A provider's clock has passed into another quarter of an hour: its symbols are looked through once for days that have ended.</summary>
    private void RollDays()
    {
        var now = UnixNanos.Now(feeds.Time);
        if (_nextRoll >= feeds.Symbols.Count && !ReadClocks(now))
        {
            return;
        }

        var tide = _tide.Begin();
        foreach (var channel in NextOf(ref _nextRoll))
        {
            var kinds = ChangeKinds.None;
            try
            {
                kinds = channel.Enter().RollDay(_newestNanos, now, tide);
            }
            finally
            {
                channel.Exit(kinds);
            }
        }

        _tide.End();
    }

    // A stamp ahead of our own clock ends no day: one bad tick must not do that to all symbols of its provider.
    private bool ReadClocks(long nowNanos)
    {
        var isDue = false;
        foreach (var provider in feeds.Providers)
        {
            var newest = Math.Min(provider.NewestVenueTimeNanos, nowNanos);
            isDue |= newest / QuarterNanos != _rolledQuarters[provider.Index];
            _newestNanos[provider.Index] = newest;
            _rolledQuarters[provider.Index] = newest / QuarterNanos;
        }

        _nextRoll = isDue ? 0 : _nextRoll;
        return isDue;
    }

    private ReadOnlySpan<SymbolChannel> NextOf(ref int next)
    {
        var symbols = feeds.Symbols.Snapshot();
        var first = Math.Min(next, symbols.Length);
        next = Math.Min(first + MaxSymbolsPerStep, symbols.Length);
        return symbols[first..next];
    }
}
