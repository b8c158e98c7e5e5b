using System.IO.Compression;
using System.Text;

namespace QuoteStream.Feeds.Tests.Iex;

/// <summary>Reads a DEEP recording in the simplest way that could work: fixed offsets, all in memory, no code of the feed.</summary>
internal sealed class PlainDeepDecoder
{
    private const int EthernetIpUdpBytes = 14 + 20 + 8;

    private readonly Dictionary<string, (Dictionary<long, uint> Bids, Dictionary<long, uint> Asks)> _books = [];

    /// <summary>At each symbol's last complete event.</summary>
    public Dictionary<string, (ulong BidSize, long Bid, long Ask, ulong AskSize)> LastQuotes { get; } = [];

    public Dictionary<string, (long Price, ulong Size, string Id)> LastTrades { get; } = [];

    public int Messages { get; private set; }

    /// <param name="path">A gzip of a little-endian pcap without VLAN tags or IP options, cut inside its last packet: what the sample is.</param>
    public static PlainDeepDecoder Read(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        byte[] file = memory.ToArray();
        var decoder = new PlainDeepDecoder();
        int record = 24;
        while (record + 16 < file.Length && record + 16 + BitConverter.ToInt32(file, record + 8) <= file.Length)
        {
            decoder.ReadSegment(file, record + 16 + EthernetIpUdpBytes);
            record += 16 + BitConverter.ToInt32(file, record + 8);
        }

        return decoder;
    }

    private void ReadSegment(byte[] file, int segment)
    {
        if (BitConverter.ToUInt64(file, segment + 24) == 1)
        {
            _books.Clear();
        }

        int count = BitConverter.ToUInt16(file, segment + 14);
        int message = segment + 40;
        for (int i = 0; i < count; i++)
        {
            Messages++;
            ReadMessage(file, message + 2);
            message += 2 + BitConverter.ToUInt16(file, message);
        }
    }

    private void ReadMessage(byte[] file, int at)
    {
        string symbol = file[at] == 'S' ? "" : Encoding.ASCII.GetString(file, at + 10, 8).TrimEnd();
        uint size = file[at] is (byte)'8' or (byte)'5' or (byte)'T' ? BitConverter.ToUInt32(file, at + 18) : 0;
        switch ((char)file[at])
        {
            case '8' or '5':
                SetLevel(symbol, file[at] == '8', BitConverter.ToInt64(file, at + 22), size, isComplete: (file[at + 1] & 1) != 0);
                break;
            case 'T':
                LastTrades[symbol] = (BitConverter.ToInt64(file, at + 22), size, BitConverter.ToInt64(file, at + 30).ToString());
                break;
        }
    }

    private void SetLevel(string symbol, bool isBuy, long price, uint size, bool isComplete)
    {
        if (!_books.TryGetValue(symbol, out (Dictionary<long, uint> Bids, Dictionary<long, uint> Asks) book))
        {
            _books[symbol] = book = ([], []);
        }

        Dictionary<long, uint> side = isBuy ? book.Bids : book.Asks;
        side.Remove(price);
        if (size > 0)
        {
            side.Add(price, size);
        }

        if (isComplete)
        {
            KeyValuePair<long, uint> bid = book.Bids.OrderByDescending(level => level.Key).FirstOrDefault();
            KeyValuePair<long, uint> ask = book.Asks.OrderBy(level => level.Key).FirstOrDefault();
            LastQuotes[symbol] = (bid.Value, bid.Key, ask.Key, ask.Value);
        }
    }
}
