using System.Globalization;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>What a publication came to, as a command says it at its end.</summary>
internal static class FeedSummary
{
    /// <summary>Nanoseconds since the Unix epoch, to a second.</summary>
    public static string VenueTime(ulong nanos) => nanos == 0
        ? "not known"
        : DateTime.UnixEpoch.AddTicks((long)(nanos / 100)).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static FeedFigures Add(this FeedFigures figures, Publication publication)
    {
        Add(figures, publication.Faults);
        if (publication.Lateness is { Count: > 0 } lateness)
        {
            figures.Add("sent after it was due", lateness.ToString());
        }

        return figures.Add(publication, publication.Rejections);
    }

    public static FeedFigures Add(this FeedFigures figures, IPublishedFeed feed, RejectionTally rejections)
    {
        FeedTotals totals = feed.Totals;
        double seconds = feed.Elapsed.TotalSeconds;
        double rate = totals.Sent / Math.Max(seconds, 0.001);
        figures.Add("ticks sent", totals.Sent).Add("applied", totals.Applied);
        figures.AddUnlessZero("duplicates", totals.Duplicates).AddUnlessZero("rejected", totals.Rejected);
        foreach (string reason in rejections.Describe())
        {
            figures.Add("", reason);
        }

        return figures
            .AddUnlessZero("gaps at the server", totals.Gaps)
            .AddUnlessZero("numbers missing there", totals.Missing)
            .AddUnlessZero("reconnections", totals.Reconnects)
            .AddUnlessZero("ticks sent again", totals.Resent)
            .AddUnlessZero("ticks in doubt", totals.InDoubt)
            .Add("time", string.Create(CultureInfo.InvariantCulture, $"{seconds:N1} s, {rate:N0} ticks/s"));
    }

    /// <summary>What an end without waiting for the server's last answers comes to.</summary>
    public static CommandException GivenUp(FeedTotals totals)
    {
        long unanswered = totals.Sent - totals.Applied - totals.Duplicates - totals.Rejected;
        return new CommandException(unanswered == 0
            ? $"Ended without the server's goodbye: it has answered for all {totals.Sent:N0} ticks."
            : $"Given up: the server has not answered for {unanswered:N0} of {totals.Sent:N0} ticks.");
    }

    private static void Add(FeedFigures figures, FaultyLine? faults)
    {
        if (faults is not null)
        {
            Add(figures, "packets dropped", faults.Dropped);
            Add(figures, "packets duplicated", faults.Duplicated);
            Add(figures, "packets reordered", faults.Reordered);
        }
    }

    private static void Add(FeedFigures figures, string label, (long Packets, long Ticks) faults)
    {
        if (faults.Packets > 0)
        {
            figures.Add(label, string.Create(CultureInfo.InvariantCulture, $"{faults.Packets:N0} ({faults.Ticks:N0} ticks)"));
        }
    }
}
