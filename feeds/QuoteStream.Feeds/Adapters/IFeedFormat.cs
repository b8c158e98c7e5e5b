namespace QuoteStream.Feeds.Adapters;

/// <summary>
/// One kind of recorded feed: an adapter's way in. Whatever class of this program implements it, and has a constructor without
/// parameters, is offered by <see cref="FeedFormats"/>: a new adapter is a new folder, and no other file changes.
/// </summary>
public interface IFeedFormat
{
    /// <summary>For the command line, and the provider's name unless another is given: a-z, 0-9 and '-'.</summary>
    string Name { get; }

    /// <summary>What is understood, for the user: for example "IEX TOPS 1.5 and 1.6 in a capture"; what it may be compressed with is the same for all.</summary>
    string Description { get; }

    /// <summary>Several files are one feed, merged by time; otherwise one file is one feed.</summary>
    bool MergesFiles => false;

    /// <summary>Whether the file is of this kind, by its content. Never throws for what the file holds.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    bool Recognizes(FeedFile file);

    /// <summary>
    /// Why a file that nothing recognizes cannot be read, where it is something that this adapter knows of all the same; a sentence. Null: it is not.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    string? Refusal(FeedFile file) => null;

    /// <param name="files">At least one; more only when <see cref="MergesFiles"/>. Not sure to be recognized: a user may insist.</param>
    /// <exception cref="FeedFormatException">A file is not what it was taken for, or the options lack what it does not tell.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening);
}
