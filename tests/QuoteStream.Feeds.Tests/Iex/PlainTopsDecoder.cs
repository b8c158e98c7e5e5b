using System.IO.Compression;
using System.Text;

namespace QuoteStream.Feeds.Tests.Iex;

/// <summary>Reads a TOPS recording in the simplest way that could work: fixed offsets, all in memory, no code of the feed.</summary>
internal sealed class PlainTopsDecoder
{
    private const int EthernetIpUdpBytes = 14 + 20 + 8;

    public Dictionary<string, (ulong BidSize, long Bid, long Ask, ulong AskSize)> LastQuotes { get; } = [];

    public Dictionary<string, (long Price, ulong Size, string Id)> LastTrades { get; } = [];

    /// <param name="path">A gzip of a little-endian pcap without VLAN tags or IP options: what the sample is.</param>
    public static PlainTopsDecoder Read(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        byte[] file = memory.ToArray();
        var decoder = new PlainTopsDecoder();
        for (int record = 24; record < file.Length;)
        {
            int length = BitConverter.ToInt32(file, record + 8);
            decoder.ReadSegment(file, record + 16 + EthernetIpUdpBytes);
            record += 16 + length;
        }

        return decoder;
    }

    private void ReadSegment(byte[] file, int segment)
    {
        int count = BitConverter.ToUInt16(file, segment + 14);
        int message = segment + 40;
        for (int i = 0; i < count; i++)
        {
            int length = BitConverter.ToUInt16(file, message);
            ReadMessage(file, message + 2);
            message += 2 + length;
        }
    }

    private void ReadMessage(byte[] file, int at)
    {
        string symbol = Encoding.ASCII.GetString(file, at + 10, 8).TrimEnd();
        switch ((char)file[at])
        {
            case 'Q':
                LastQuotes[symbol] = (
                    BitConverter.ToUInt32(file, at + 18),
                    BitConverter.ToInt64(file, at + 22),
                    BitConverter.ToInt64(file, at + 30),
                    BitConverter.ToUInt32(file, at + 38));
                break;
            case 'T':
                LastTrades[symbol] = (
                    BitConverter.ToInt64(file, at + 22),
                    BitConverter.ToUInt32(file, at + 18),
                    BitConverter.ToInt64(file, at + 30).ToString());
                break;
        }
    }
}
