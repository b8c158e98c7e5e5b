using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Iex;

/// <summary>IEX's depth of book feed in a capture, as IEX gives its days away.</summary>
public sealed class DeepFormat : IFeedFormat
{
    public string Name => "iex-deep";

    public string Description => "IEX DEEP 1.0 in a capture (pcap or pcapng)";

    public bool Recognizes(FeedFile file) => IexRecognition.Holds(file, IexFeed.Deep);

    public string? Refusal(FeedFile file) => IexRecognition.RefusalOfOthers(file);

    public FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(opening);
        return new IexDecoder(files[0].OpenCapture(), IexFeed.Deep, opening.SkipTestSymbols);
    }
}
