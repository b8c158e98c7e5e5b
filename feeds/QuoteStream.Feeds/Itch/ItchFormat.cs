using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Itch;

/// <summary>Nasdaq's full-depth feed, as the venue gives its days away and as it comes over the wire.</summary>
public sealed class ItchFormat : IFeedFormat
{
    private const string UsualVenue = "XNAS";

    public string Name => "itch";

    public string Description => "Nasdaq TotalView-ITCH 5.0, as a file of messages or as MoldUDP64 in captures (pcap or pcapng)";

    /// <inheritdoc/>
    /// <remarks>Captures of the lines of one feed; a file of messages is whole by itself.</remarks>
    public bool MergesFiles => true;

    public bool Recognizes(FeedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.IsCapture
            ? file.FirstDatagrams.Any(d => MoldPacket.TryParse(d, out MoldPacket packet) && packet.HoldsItch())
            : ItchFraming.IsFile(file.Head.Span);
    }

    public FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(opening);
        FeedFile first = files[0];
        if (files.Count > 1 && files.FirstOrDefault(f => !f.IsCapture) is { } whole)
        {
            throw new FeedFormatException($"{whole.Name} is a file of messages: it is played alone. Captures of one feed's lines can be played together.");
        }

        string venue = opening.Venue ?? UsualVenue;
        DateOnly? day = opening.Date ?? ItchDay.FromName(first.Name) ?? RecordedDay(first);
        if (day is not { } known)
        {
            throw new FeedFormatException(
                $"The feed tells times of day only, and neither the name {first.Name} nor a recorder tells the day: --date says which.");
        }

        if (!first.IsCapture)
        {
            return new ItchFileDecoder(first.OpenInput(), known, venue, opening.SkipTestSymbols);
        }

        var captures = new List<CaptureReader>();
        try
        {
            foreach (FeedFile file in files)
            {
                captures.Add(file.OpenCapture());
            }

            return new MoldDecoder(captures, known, venue, opening.SkipTestSymbols);
        }
        catch
        {
            captures.ForEach(c => c.Dispose());
            throw;
        }
    }

    private static DateOnly? RecordedDay(FeedFile file)
    {
        if (!file.IsCapture)
        {
            return null;
        }

        using CaptureReader capture = file.OpenCapture();
        return capture.TryReadNext() && capture.CaptureTimeNanos > 0 ? ItchDay.At(capture.CaptureTimeNanos) : null;
    }
}
