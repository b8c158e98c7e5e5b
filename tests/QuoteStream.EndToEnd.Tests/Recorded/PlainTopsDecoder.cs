using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>Reads a TOPS 1.6 recording in the simplest way that could work, all in memory. Shares no code with the feed.</summary>
/// <remarks>
/// Offsets are those of the IEX TOPS specification 1.64 and of the IEX transport specification. Despite its name the sample is
/// a classic little-endian pcap: a header of 24 bytes, then records of 16 bytes and a frame. Its frames are Ethernet, IPv4, UDP.
/// </remarks>
internal sealed class PlainTopsDecoder
{
    private const uint LittleEndianPcap = 0xA1B2C3D4;
    private const int FileHeaderBytes = 24;
    private const int RecordHeaderBytes = 16;
    private const int EthernetBytes = 14;
    private const int UdpHeaderBytes = 8;
    private const int TransportHeaderBytes = 40;
    private const byte ExtendedHours = 0x40;
    private const byte OddLot = 0x20;

    private readonly byte[] _file;

    private PlainTopsDecoder(byte[] file)
    {
        _file = file;
    }

    public Dictionary<string, PlainSymbol> Symbols { get; } = [];

    public int Messages { get; private set; }

    public static PlainTopsDecoder Read(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        var decoder = new PlainTopsDecoder(memory.ToArray());
        decoder.ReadRecords();
        return decoder;
    }

    private void ReadRecords()
    {
        Assert.Equal(LittleEndianPcap, BinaryPrimitives.ReadUInt32LittleEndian(_file));
        for (var record = FileHeaderBytes; record < _file.Length;)
        {
            var frame = record + RecordHeaderBytes;
            var ipHeaderBytes = (_file[frame + EthernetBytes] & 0x0F) * 4;
            ReadSegment(frame + EthernetBytes + ipHeaderBytes + UdpHeaderBytes);
            record = frame + BitConverter.ToInt32(_file, record + 8);
        }
    }

    private void ReadSegment(int segment)
    {
        int count = BitConverter.ToUInt16(_file, segment + 14);
        var message = segment + TransportHeaderBytes;
        for (var i = 0; i < count; i++)
        {
            Messages++;
            ReadMessage(message + 2);
            message += 2 + BitConverter.ToUInt16(_file, message);
        }
    }

    private void ReadMessage(int at)
    {
        if (_file[at] == 'S')
        {
            return;
        }

        var name = Encoding.ASCII.GetString(_file, at + 10, 8).TrimEnd();
        if (!Symbols.TryGetValue(name, out var symbol))
        {
            Symbols.Add(name, symbol = new PlainSymbol());
        }

        switch ((char)_file[at])
        {
            case 'Q':
                symbol.LastQuote = (SizeAt(at + 18), PriceAt(at + 22), PriceAt(at + 30), SizeAt(at + 38));
                break;
            case 'T':
                var isEligible = (_file[at + 1] & (ExtendedHours | OddLot)) == 0;
                symbol.Trades.Add(new PlainTrade(BitConverter.ToInt64(_file, at + 30), PriceAt(at + 22), SizeAt(at + 18), isEligible));
                break;
            case 'B':
                symbol.Broken.Add(BitConverter.ToInt64(_file, at + 30));
                break;
        }
    }

    private long PriceAt(int offset) => BitConverter.ToInt64(_file, offset);

    private long SizeAt(int offset) => BitConverter.ToUInt32(_file, offset);
}
