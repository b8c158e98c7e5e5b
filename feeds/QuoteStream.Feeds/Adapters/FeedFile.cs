using System.Buffers.Binary;
using System.IO.Compression;
using QuoteStream.Feeds.Captures;

namespace QuoteStream.Feeds.Adapters;

/// <summary>A recorded file as its formats see it: its first bytes, whatever it is compressed with, and its content from the start.</summary>
public sealed class FeedFile
{
    /// <summary>As much as any format needs to see of a file to know it.</summary>
    public const int HeadBytes = 16 * 1024;

    // Heartbeats, address resolution and other feeds may come before the first datagram that tells what a capture holds.
    private const int FirstDatagramCount = 256;
    private const int MaxPacketsLookedAt = 10_000;

    private const ushort GzipMagic = 0x8B1F;
    private const uint ZipMagic = 0x04034B50;

    private readonly Lazy<IReadOnlyList<byte[]>> _firstDatagrams;

    private FeedFile(string path, string name, byte[] head, string? fault)
    {
        Path = path;
        Name = name;
        Head = head;
        Fault = fault;
        IsCapture = CaptureFile.IsCapture(head);
        _firstDatagrams = new(ReadFirstDatagrams);
    }

    public string Path { get; }

    /// <summary>The file's name without its folder, or that of the file inside the zip: where days and symbols are told.</summary>
    public string Name { get; }

    /// <summary>The content's first bytes, decompressed: at most <see cref="HeadBytes"/>.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>Why the compressed data ended inside the head; null when it did not.</summary>
    public string? Fault { get; }

    /// <summary>Pcap or pcapng.</summary>
    public bool IsCapture { get; }

    /// <summary>The content of the UDP datagrams that a capture begins with; none when the file is no capture.</summary>
    public IReadOnlyList<byte[]> FirstDatagrams => _firstDatagrams.Value;

    /// <exception cref="FeedFormatException">A pipe, or a zip that does not hold one file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static FeedFile Open(string path)
    {
        using FeedInput input = OpenInput(path, out string name);
        byte[] head = new byte[HeadBytes];
        int length = input.Read(head);
        return new FeedFile(path, name, head[..length], input.Fault);
    }

    /// <summary>The content from its start, decompressed.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FeedInput OpenInput() => OpenInput(Path, out _);

    /// <exception cref="FeedFormatException">It is no capture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public CaptureReader OpenCapture() => CaptureFile.Open(OpenInput());

    /// <param name="file">From its start; closed with the input, and when this throws.</param>
    internal static FeedInput Decompress(Stream file, ref string name)
    {
        try
        {
            Span<byte> magic = stackalloc byte[sizeof(uint)];
            int read = file.CanSeek ? file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) : 0;

            // A device may say that it can seek; what gives bytes without having a length may never end.
            if (!file.CanSeek || (read > 0 && file.Length == 0))
            {
                throw new FeedFormatException("A recording has to be a regular file, not a pipe or a device.");
            }

            file.Position = 0;
            if (read == magic.Length && BinaryPrimitives.ReadUInt32LittleEndian(magic) == ZipMagic)
            {
                return new FeedInput(OpenOnlyEntry(file, out name), file);
            }

            bool isGzip = read >= sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(magic) == GzipMagic;
            return new FeedInput(isGzip ? new GZipStream(file, CompressionMode.Decompress) : file, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FeedInput OpenInput(string path, out string name)
    {
        name = System.IO.Path.GetFileName(path);
        return Decompress(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), ref name);
    }

    private static Stream OpenOnlyEntry(Stream file, out string name)
    {
        try
        {
            var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry[] entries = [.. zip.Entries.Where(e => e.Name.Length > 0).Take(2)];
            if (entries is not [ZipArchiveEntry only])
            {
                throw new FeedFormatException($"The zip holds {(entries.Length == 0 ? "no file" : "more than one file")}: one is expected.");
            }

            name = only.Name;
            return only.Open();
        }
        catch (InvalidDataException broken)
        {
            throw new FeedFormatException($"The zip cannot be read: {broken.Message}");
        }
    }

    private List<byte[]> ReadFirstDatagrams()
    {
        var datagrams = new List<byte[]>();
        if (!IsCapture)
        {
            return datagrams;
        }

        using CaptureReader capture = OpenCapture();
        while (datagrams.Count < FirstDatagramCount && capture.PacketCount < MaxPacketsLookedAt && capture.TryReadNext())
        {
            if (UdpFrame.Parse(capture.LinkType, capture.Packet, out ReadOnlySpan<byte> datagram) == FrameVerdict.Udp)
            {
                datagrams.Add(datagram.ToArray());
            }
        }

        return datagrams;
    }
}
