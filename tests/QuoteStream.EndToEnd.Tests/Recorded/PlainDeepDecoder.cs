using System.IO.Compression;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>Reads a DEEP 1.0 recording in the simplest way that could work, all in memory. Shares no code with the feed.</summary>
/// <remarks>
/// Offsets are those of the IEX DEEP specification 1.08 and of the IEX transport specification. The sample is a classic little-endian pcap
/// of Ethernet, IPv4 and UDP without options, cut inside its last packet; its numbers begin again wherever the venue's test was started anew.
/// </remarks>
internal sealed class PlainDeepDecoder
{
    private const int FileHeaderBytes = 24;
    private const int RecordHeaderBytes = 16;
    private const int EthernetIpUdpBytes = 14 + 20 + 8;
    private const int TransportHeaderBytes = 40;

    private readonly byte[] _file;
    private readonly Dictionary<(string Symbol, char Side), Dictionary<long, long>> _levels = [];

    private PlainDeepDecoder(byte[] file)
    {
        _file = file;
    }

    /// <summary>At each symbol's last complete event.</summary>
    public Dictionary<string, PlainQuote> LastQuotes { get; } = [];

    /// <summary>Trades and their breaks, of each symbol.</summary>
    public Dictionary<string, int> Prints { get; } = [];

    public int Messages { get; private set; }

    public static PlainDeepDecoder Read(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        var decoder = new PlainDeepDecoder(memory.ToArray());
        decoder.ReadRecords();
        return decoder;
    }

    private void ReadRecords()
    {
        for (var record = FileHeaderBytes; record + RecordHeaderBytes < _file.Length;)
        {
            var next = record + RecordHeaderBytes + BitConverter.ToInt32(_file, record + 8);
            if (next > _file.Length)
            {
                break;
            }

            ReadSegment(record + RecordHeaderBytes + EthernetIpUdpBytes);
            record = next;
        }
    }

    private void ReadSegment(int segment)
    {
        if (BitConverter.ToInt64(_file, segment + 24) == 1)
        {
            _levels.Clear();
        }

        int count = BitConverter.ToUInt16(_file, segment + 14);
        var message = segment + TransportHeaderBytes;
        for (var i = 0; i < count; i++)
        {
            Messages++;
            ReadMessage((char)_file[message + 2], message + 2);
            message += 2 + BitConverter.ToUInt16(_file, message);
        }
    }

    private void ReadMessage(char type, int at)
    {
        var symbol = type == 'S' ? string.Empty : Encoding.ASCII.GetString(_file, at + 10, 8).TrimEnd();
        switch (type)
        {
            case 'T' or 'B':
                Prints[symbol] = Prints.GetValueOrDefault(symbol) + 1;
                break;
            case '8' or '5':
                var side = LevelsOf(symbol, type);
                side.Remove(BitConverter.ToInt64(_file, at + 22));
                if (BitConverter.ToUInt32(_file, at + 18) is > 0 and var size)
                {
                    side.Add(BitConverter.ToInt64(_file, at + 22), size);
                }

                if ((_file[at + 1] & 1) != 0)
                {
                    var bid = LevelsOf(symbol, '8').OrderByDescending(level => level.Key).FirstOrDefault();
                    var ask = LevelsOf(symbol, '5').OrderBy(level => level.Key).FirstOrDefault();
                    LastQuotes[symbol] = new PlainQuote(bid.Key, bid.Value, ask.Key, ask.Value);
                }

                break;
        }
    }

    private Dictionary<long, long> LevelsOf(string symbol, char side) =>
        _levels.TryGetValue((symbol, side), out var levels) ? levels : _levels[(symbol, side)] = [];
}
