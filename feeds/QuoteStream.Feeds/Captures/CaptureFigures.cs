using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Captures;

/// <summary>What a capture held, for the user: its packets, and those that could be no feed's.</summary>
internal static class CaptureFigures
{
    /// <param name="framesOf">How many frames had this verdict.</param>
    public static void Describe(FeedFigures figures, long packets, Func<FrameVerdict, long> framesOf)
    {
        figures.Add("packets", packets);
        foreach (FrameVerdict verdict in Enum.GetValues<FrameVerdict>().Where(v => v != FrameVerdict.Udp))
        {
            figures.AddUnlessZero($"  {NameOf(verdict)}", framesOf(verdict));
        }
    }

    private static string NameOf(FrameVerdict verdict) => verdict switch
    {
        FrameVerdict.NotEthernet => "not Ethernet",
        FrameVerdict.NotIpv4 => "not IPv4",
        FrameVerdict.NotUdp => "not UDP",
        FrameVerdict.Fragment => "IP fragments",
        _ => "malformed",
    };
}
