using System.Globalization;
using QuoteStream.Feeds.Publishing;
using Spectre.Console;

namespace QuoteStream.Feeds.Commands;

/// <summary>Shows how a publication goes on: a live line on a terminal, a plain line now and then elsewhere.</summary>
internal sealed class FeedProgress(FeedConsole console, IPublishedFeed feed, Func<double>? share)
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(250);

    // A log wants to see that it goes on, not to be filled.
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private long _lastTicks;
    private TimeSpan _lastElapsed;

    /// <summary>Runs the work and shows it until it ends.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        Task<T> running = Task.Run(work);
        if (console.Terminal is { } terminal)
        {
            await ShowOnTerminalAsync(terminal, running);
        }
        else
        {
            await ShowPlainAsync(running);
        }

        return await running;
    }

    private async Task ShowOnTerminalAsync(IAnsiConsole terminal, Task running)
    {
        ProgressColumn[] columns = share is null
            ? [new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }]
            : [new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }];
        await terminal.Progress().AutoClear(true).Columns(columns).StartAsync(async context =>
        {
            ProgressTask line = context.AddTask("connecting", maxValue: 1);
            while (!running.IsCompleted)
            {
                await Task.WhenAny(running, Task.Delay(TerminalInterval));
                line.Description = Markup.Escape(Describe());
                line.Value = share?.Invoke() ?? 0;
            }
        });
    }

    private async Task ShowPlainAsync(Task running)
    {
        while (await Task.WhenAny(running, Task.Delay(PlainInterval)) != running)
        {
            string percent = share is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{share():P0}, ");
            await console.Error.WriteLineAsync(percent + Describe());
        }
    }

    private string Describe()
    {
        TimeSpan elapsed = feed.Elapsed;
        long ticks = feed.Ticks;
        double rate = (ticks - _lastTicks) / Math.Max((elapsed - _lastElapsed).TotalSeconds, 0.001);
        _lastTicks = ticks;
        _lastElapsed = elapsed;
        string text = $"{ticks:N0} ticks, {rate:N0}/s, venue time {FeedSummary.VenueTime(feed.VenueTimeNanos)}";
        long rejected = feed.Totals.Rejected;
        text += rejected > 0 ? $", {rejected:N0} rejected" : "";
        return feed.Trouble is { } trouble ? $"{text}; no connection ({trouble})" : text;
    }
}
