namespace QuoteStream.Feeds.Adapters;

/// <summary>The time zone in which a venue tells its times of day.</summary>
internal static class VenueZone
{
    // The venues that recordings are of, and that are not in New York. Where coins trade the day is UTC's.
    private static readonly Dictionary<string, string> Zones = new()
    {
        ["GLBX"] = "America/Chicago",
        ["XCME"] = "America/Chicago",
        ["XCBT"] = "America/Chicago",
        ["XCBO"] = "America/Chicago",
        ["XCBF"] = "America/Chicago",
        ["XNYM"] = "America/New_York",
        ["XLON"] = "Europe/London",
        ["IFEU"] = "Europe/London",
        ["XEUR"] = "Europe/Berlin",
        ["XETR"] = "Europe/Berlin",
        ["XPAR"] = "Europe/Paris",
        ["XTKS"] = "Asia/Tokyo",
        ["XHKG"] = "Asia/Hong_Kong",
        ["PGSL"] = "UTC",
        ["BUSA"] = "UTC",
        ["REVX"] = "UTC",
    };

    /// <param name="venue">ISO 10383 code; empty where ticks name their own.</param>
    /// <exception cref="FeedFormatException">This machine does not know the zone.</exception>
    public static TimeZoneInfo Of(string venue)
    {
        string zone = Zones.GetValueOrDefault(venue, "America/New_York");
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(zone);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FeedFormatException($"A time of day needs the time zone {zone}, which this machine lacks (package tzdata): give an instant");
        }
    }
}
