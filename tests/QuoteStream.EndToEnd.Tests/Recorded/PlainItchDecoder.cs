using System.Buffers.Binary;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.Recorded;

/// <summary>Reads a file of TotalView-ITCH 5.0 messages in the simplest way that could work, all in memory. Shares no code with the feed.</summary>
/// <remarks>Offsets are those of the specification, revision of 2023-04-28. Best prices are added up anew from all orders, once, at the end.</remarks>
internal sealed class PlainItchDecoder
{
    private const long NanosPerMinute = 60_000_000_000;
    private const long OpenNanos = 570 * NanosPerMinute;
    private const long CloseNanos = 960 * NanosPerMinute;
    private const int RoundLot = 100;

    private readonly Dictionary<ulong, Order> _orders = [];
    private readonly Dictionary<int, string> _names = [];
    private readonly Dictionary<ulong, string> _traded = [];

    // What the venue's own events say; without any, the clock.
    private bool? _isOpen;

    public Dictionary<string, PlainSymbol> Symbols { get; } = [];

    public int Messages { get; private set; }

    public static PlainItchDecoder Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var decoder = new PlainItchDecoder();
        for (var at = 0; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));
            decoder.Messages++;
            decoder.ReadMessage(file.AsSpan(at + 2, length));
            at += 2 + length;
        }

        decoder.AddUp();
        return decoder;
    }

    private void ReadMessage(ReadOnlySpan<byte> message)
    {
        switch ((char)message[0])
        {
            case 'S':
                _isOpen = message[11] == 'Q';
                break;
            case 'R' or 'H':
                Name(message, 11);
                break;
            case 'A' or 'F':
                Name(message, 24);
                _orders.Add(Long(message, 11), new Order(Locate(message), message[19] == 'B', Int(message, 20), Int(message, 32)));
                break;
            case 'D':
                _orders.Remove(Long(message, 11));
                break;
            case 'X':
                Take(Long(message, 11), Int(message, 19));
                break;
            case 'U':
                _orders.Remove(Long(message, 11), out var old);
                _orders.Add(Long(message, 19), old! with { Shares = Int(message, 27), Price = Int(message, 31) });
                break;
            case 'E':
                AddTrade(message, Long(message, 23), _orders[Long(message, 11)].Price, Int(message, 19), isCross: false);
                Take(Long(message, 11), Int(message, 19));
                break;
            case 'C':
                if (message[31] != 'N')
                {
                    AddTrade(message, Long(message, 23), Int(message, 32), Int(message, 19), isCross: false);
                }

                Take(Long(message, 11), Int(message, 19));
                break;
            case 'P':
                Name(message, 24);
                AddTrade(message, Long(message, 36), Int(message, 32), Int(message, 20), isCross: false);
                break;
            case 'Q' when Long(message, 11) > 0:
                Name(message, 19);
                AddTrade(message, Long(message, 31), Int(message, 27), (long)Long(message, 11), isCross: true);
                break;
            case 'B':
                Symbols[_traded[Long(message, 11)]].Broken.Add((long)Long(message, 11));
                break;
        }
    }

    private void AddTrade(ReadOnlySpan<byte> message, ulong match, long price, long shares, bool isCross)
    {
        var nanos = (long)(Long(message, 3) & 0xFFFF_FFFF_FFFF);
        var isRegularHours = isCross || (_isOpen ?? nanos is >= OpenNanos and < CloseNanos);
        var name = _names[Locate(message)];
        Symbols[name].Trades.Add(new PlainTrade((long)match, price, shares, isRegularHours && shares >= RoundLot));
        _traded[match] = name;
    }

    private void Take(ulong reference, long shares)
    {
        var order = _orders[reference];
        _orders[reference] = order with { Shares = order.Shares - shares };
        if (order.Shares == shares)
        {
            _orders.Remove(reference);
        }
    }

    private void AddUp()
    {
        foreach (var (locate, name) in _names)
        {
            var bids = _orders.Values.Where(order => order.Locate == locate && order.IsBuy).ToArray();
            var asks = _orders.Values.Where(order => order.Locate == locate && !order.IsBuy).ToArray();
            var bid = bids.Length == 0 ? 0 : bids.Max(order => order.Price);
            var ask = asks.Length == 0 ? 0 : asks.Min(order => order.Price);
            Symbols[name].LastQuote = (
                bids.Where(order => order.Price == bid).Sum(order => order.Shares),
                bid,
                ask,
                asks.Where(order => order.Price == ask).Sum(order => order.Shares));
        }
    }

    private void Name(ReadOnlySpan<byte> message, int offset)
    {
        var name = Encoding.ASCII.GetString(message.Slice(offset, 8)).TrimEnd();
        _names[Locate(message)] = name;
        Symbols.TryAdd(name, new PlainSymbol());
    }

    private static int Locate(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[1..]);

    private static long Int(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt32BigEndian(message[offset..]);

    private static ulong Long(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt64BigEndian(message[offset..]);

    private sealed record Order(int Locate, bool IsBuy, long Shares, long Price);
}
