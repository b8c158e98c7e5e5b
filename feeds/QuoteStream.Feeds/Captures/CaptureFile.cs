using System.Buffers.Binary;
using System.IO.Compression;

namespace QuoteStream.Feeds.Captures;

/// <summary>Opens captures by what they contain, whatever their names.</summary>
public static class CaptureFile
{
    private const ushort GzipMagic = 0x8B1F;

    /// <exception cref="CaptureFormatException">The file is not a capture that is understood here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static CaptureReader Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    /// <param name="file">From its start; has to be able to seek. Closed with the reader, and when this throws.</param>
    public static CaptureReader Open(Stream file)
    {
        try
        {
            return OpenFormat(new CaptureInput(Decompressed(file), file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream Decompressed(Stream file)
    {
        if (!file.CanSeek)
        {
            throw new CaptureFormatException("A capture has to be a regular file, not a pipe or a device.");
        }

        Span<byte> magic = stackalloc byte[sizeof(ushort)];
        int read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == magic.Length && BinaryPrimitives.ReadUInt16LittleEndian(magic) == GzipMagic
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
    }

    private static CaptureReader OpenFormat(CaptureInput input)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        int read = input.Read(magic);
        if (read < magic.Length)
        {
            throw new CaptureFormatException(
                input.Fault is null ? $"The file holds only {read} bytes: no capture." : $"The gzip data cannot be read: {input.Fault}");
        }

        return (CaptureReader?)PcapReader.TryOpen(magic, input)
            ?? PcapngReader.TryOpen(magic, input)
            ?? throw new CaptureFormatException(
                $"The file begins with {Convert.ToHexStringLower(magic)}, which is no capture. Understood are pcap (either byte order, "
                + "micro- or nanoseconds) and pcapng, each plain or compressed with gzip.");
    }
}
