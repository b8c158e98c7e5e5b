using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Iex;

/// <summary>Which of IEX's feeds a capture begins with.</summary>
internal static class IexRecognition
{
    public static bool Holds(FeedFile file, IexFeed feed)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Protocols(file).Any(protocol => IexProtocol.IsOf(protocol, feed));
    }

    /// <summary>Why a feed of IEX that the capture holds is not read; null when it holds none such.</summary>
    public static string? RefusalOfOthers(FeedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Protocols(file).Contains(IexProtocol.DeepPlus)
            ? $"The capture holds IEX {IexProtocol.NameOf(IexProtocol.DeepPlus)}, which lists orders one by one and is not read here: DEEP 1.0 of the same day is."
            : null;
    }

    private static IEnumerable<ushort> Protocols(FeedFile file)
    {
        foreach (byte[] datagram in file.FirstDatagrams)
        {
            if (IexSegment.Parse(datagram, out IexSegment segment) == IexVerdict.Segment && IexProtocol.IsKnown(segment.Protocol))
            {
                yield return segment.Protocol;
            }
        }
    }
}
