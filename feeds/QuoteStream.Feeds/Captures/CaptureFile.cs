using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Captures;

/// <summary>Opens captures by what they contain, whatever their names.</summary>
public static class CaptureFile
{
    /// <summary>Whether a file that begins so is one of the captures understood here.</summary>
    public static bool IsCapture(ReadOnlySpan<byte> head) =>
        head.Length >= sizeof(uint) && (PcapReader.IsMagic(head) || PcapngReader.IsMagic(head));

    /// <exception cref="FeedFormatException">The file is not a capture that is understood here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static CaptureReader Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    /// <param name="file">From its start; has to be able to seek. Closed with the reader, and when this throws.</param>
    /// <exception cref="FeedFormatException">The file is not a capture that is understood here.</exception>
    public static CaptureReader Open(Stream file)
    {
        string name = "";
        return Open(FeedFile.Decompress(file, ref name));
    }

    /// <param name="input">From its start. Closed with the reader, and when this throws.</param>
    /// <exception cref="FeedFormatException">The file is not a capture that is understood here.</exception>
    public static CaptureReader Open(FeedInput input)
    {
        try
        {
            return OpenFormat(input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static CaptureReader OpenFormat(FeedInput input)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        int read = input.Read(magic);
        if (read < magic.Length)
        {
            throw new FeedFormatException(
                input.Fault is null ? $"The file holds only {read} bytes: no capture." : $"The compressed data cannot be read: {input.Fault}");
        }

        return (CaptureReader?)PcapReader.TryOpen(magic, input)
            ?? PcapngReader.TryOpen(magic, input)
            ?? throw new FeedFormatException(
                $"The file begins with {Convert.ToHexStringLower(magic)}, which is no capture. Understood are pcap (either byte order, "
                + "micro- or nanoseconds) and pcapng, each plain, gzip, or a zip with one file.");
    }
}
