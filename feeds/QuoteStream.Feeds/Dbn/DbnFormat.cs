using System.Buffers.Binary;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Dbn;

/// <summary>A file of Databento's binary encoding, as its historical service gives it and its clients write it.</summary>
public sealed class DbnFormat : IFeedFormat
{
    private const string OldEncoding = "The file is of Databento's old DBZ encoding: its own dbn tool makes DBN of it (dbn file.dbz -o file.dbn).";

    private const string Fragment =
        "The file is a fragment of DBN, without the metadata that say its version and its symbols: Databento's dbn tool adds them "
        + "(dbn --input-fragment --fragment ...).";

    public string Name => "dbn";

    public string Description => "Databento DBN, versions 1 to 3: trades, tbbo, mbp-1, bbo, their consolidated kinds, status and definition";

    public bool Recognizes(FeedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Head.Span.StartsWith(DbnMetadata.Magic);
    }

    public string? Refusal(FeedFile file)
    {
        // https://www.rfc-editor.org/rfc/rfc8878: a frame of data, and the first of the frames to be skipped, in which DBZ has its metadata.
        const uint ZstdMagic = 0xFD2FB528;
        const uint FirstSkippableMagic = 0x184D2A50;
        const uint SkippableMask = 0xFFFFFFF0;

        ArgumentNullException.ThrowIfNull(file);
        ReadOnlySpan<byte> head = file.Head.Span;
        uint magic = head.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(head);
        bool isFragment = file.Name.EndsWith(".frag", StringComparison.OrdinalIgnoreCase);
        return magic switch
        {
            ZstdMagic => $"The file is compressed with zstd, which is not read here: decompress it first (zstd -d {file.Name}).",
            _ when (magic & SkippableMask) == FirstSkippableMagic => OldEncoding,
            _ => isFragment ? Fragment : null,
        };
    }

    public FeedDecoder Open(IReadOnlyList<FeedFile> files, FeedOpening opening)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(opening);
        if (!Recognizes(files[0]))
        {
            throw new FeedFormatException(Refusal(files[0]) ?? "The file is no DBN: it does not begin with \"DBN\".");
        }

        return DbnDecoder.Open(files[0].OpenInput(), opening);
    }
}
