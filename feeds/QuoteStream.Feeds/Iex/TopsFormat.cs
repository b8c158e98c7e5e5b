using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Iex;

/// <summary>IEX's top of book feed in a capture, as IEX gives its days away.</summary>
public sealed class TopsFormat : IFeedFormat
{
    public string Name => "iex-tops";

    public string Description => "IEX TOPS 1.5 and 1.6 in a capture (pcap or pcapng)";

    public bool Recognizes(FeedFile file) => IexRecognition.Holds(file, IexFeed.Tops);

    public FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(opening);
        return new IexDecoder(files[0].OpenCapture(), IexFeed.Tops, opening.SkipTestSymbols);
    }
}
