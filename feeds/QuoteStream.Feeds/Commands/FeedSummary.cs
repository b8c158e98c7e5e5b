using System.Globalization;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>What a command says at its end: one figure a line, zeros left out where zero is as it should be.</summary>
internal sealed class FeedSummary
{
    private const int LabelWidth = 24;

    private readonly List<(string Label, string Value)> _lines = [];

    /// <summary>Nanoseconds since the Unix epoch, to a second.</summary>
    public static string VenueTime(ulong nanos) => nanos == 0
        ? "not known"
        : DateTime.UnixEpoch.AddTicks((long)(nanos / 100)).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public FeedSummary Add(string label, string value)
    {
        _lines.Add((label, value));
        return this;
    }

    public FeedSummary Add(string label, long count) => Add(label, count.ToString("N0", CultureInfo.InvariantCulture));

    public FeedSummary AddUnlessZero(string label, long count) => count == 0 ? this : Add(label, count);

    public FeedSummary Add(Publication publication) => Add(publication, publication.Rejections);

    public FeedSummary Add(IFeedFigures feed, RejectionTally rejections)
    {
        FeedTotals totals = feed.Totals;
        double seconds = feed.Elapsed.TotalSeconds;
        double rate = totals.Sent / Math.Max(seconds, 0.001);
        Add("ticks sent", totals.Sent);
        Add("applied", totals.Applied);
        AddUnlessZero("duplicates", totals.Duplicates);
        AddUnlessZero("rejected", totals.Rejected);
        foreach (string reason in rejections.Describe())
        {
            Add("", reason);
        }

        AddUnlessZero("gaps at the server", totals.Gaps);
        AddUnlessZero("numbers missing there", totals.Missing);
        AddUnlessZero("reconnections", totals.Reconnects);
        AddUnlessZero("ticks sent again", totals.Resent);
        AddUnlessZero("ticks in doubt", totals.InDoubt);
        return Add("time", string.Create(CultureInfo.InvariantCulture, $"{seconds:N1} s, {rate:N0} ticks/s"));
    }

    public async Task WriteAsync(TextWriter output)
    {
        foreach ((string label, string value) in _lines)
        {
            await output.WriteLineAsync($"{label.PadRight(LabelWidth)} {value}");
        }
    }
}
