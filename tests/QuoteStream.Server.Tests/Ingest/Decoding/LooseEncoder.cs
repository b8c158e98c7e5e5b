using System.Text;

namespace QuoteStream.Server.Tests.Ingest.Decoding;

/// <summary>Writes random <c>PublishRequest</c> messages in every way that protobuf allows, tidy or not.</summary>
internal sealed class LooseEncoder(Random random)
{
    private const int MaxUnknownDepth = 4;
    private const int HighestFieldNumber = (1 << 29) - 1;

    private static readonly string[] Texts = ["", "A", "AAPL", "BRK.A", "BTC-USD", "Ünïcödé ✓", "XNAS", "@ TI", new string('x', 140)];

    private readonly List<byte> _bytes = [];

    public static byte[] Request(Random random) => Message(random, encoder => encoder.RequestField(), random.Next(12));

    private static byte[] Message(Random random, Action<LooseEncoder> field, int fields)
    {
        var encoder = new LooseEncoder(random);
        for (var i = 0; i < fields; i++)
        {
            if (random.Next(10) == 0)
            {
                encoder.Unknown(MaxUnknownDepth);
            }

            field(encoder);
        }

        return [.. encoder._bytes];
    }

    private void RequestField()
    {
        switch (random.Next(8))
        {
            case 0:
                Nested(1, encoder => encoder.StartField(), 8);
                break;
            case 1:
                Integer(2);
                break;
            case 2:
                Integer(4);
                break;
            default:
                Nested(3, encoder => encoder.TickField(), 6);
                break;
        }
    }

    private void StartField()
    {
        var number = random.Next(1, 9);
        if (number <= 4)
        {
            Text(number);
        }
        else
        {
            Integer(number);
        }
    }

    private void TickField()
    {
        switch (random.Next(1, 10))
        {
            case 1:
                Text(1);
                break;
            case 2:
                Fixed64(2);
                break;
            case 3:
                Nested(3, encoder => encoder.Integer(random.Next(1, 5)), 5);
                break;
            case 4:
                Nested(4, encoder => encoder.TradeField(), 5);
                break;
            case 5:
                Nested(5, encoder => encoder.Text(1), 2);
                break;
            case 6:
                Nested(6, encoder => encoder.CorrectionField(), 3);
                break;
            case 7:
                Nested(7, encoder => encoder.StatusField(), 3);
                break;
            case 8:
                Nested(8, encoder => encoder.ReferenceField(), 7);
                break;
            default:
                Text(9);
                break;
        }
    }

    private void TradeField()
    {
        var number = random.Next(1, 5);
        if (number <= 2)
        {
            Integer(number);
        }
        else
        {
            Text(number);
        }
    }

    private void CorrectionField()
    {
        if (random.Next(2) == 0)
        {
            Text(1);
        }
        else
        {
            Nested(2, encoder => encoder.TradeField(), 4);
        }
    }

    private void StatusField()
    {
        if (random.Next(2) == 0)
        {
            Integer(1);
        }
        else
        {
            Text(2);
        }
    }

    private void ReferenceField()
    {
        var number = random.Next(1, 7);
        if (number is 4 or 5)
        {
            Text(number);
        }
        else
        {
            Integer(number);
        }
    }

    private void Unknown(int depth)
    {
        // Numbers of ours too: with a wire type that is not theirs such a field is unknown as well.
        var number = random.Next(4) switch
        {
            0 => random.Next(1, 10),
            1 => random.Next(10, 30),
            2 => random.Next(30, HighestFieldNumber),
            _ => HighestFieldNumber,
        };
        switch (random.Next(depth == 0 ? 3 : 5))
        {
            case 0:
                Fixed64(Math.Max(number, 10));
                break;
            case 1:
                Tag(number, 5);
                Raw(sizeof(uint));
                break;
            case 2:
                Integer(Math.Max(number, 10));
                break;
            case 3:
                Tag(number, 3);
                for (var i = random.Next(3); i > 0; i--)
                {
                    Unknown(depth - 1);
                }

                Tag(number, 4);
                break;
            default:
                number = Math.Max(number, 10);
                Tag(number, 2);
                var length = random.Next(200);
                Varint((ulong)length);
                Raw(length);
                break;
        }
    }

    private void Nested(int number, Action<LooseEncoder> field, int mostFields)
    {
        var message = Message(random, field, random.Next(mostFields + 1));
        Tag(number, 2);
        Varint((ulong)message.Length);
        _bytes.AddRange(message);
    }

    private void Text(int number)
    {
        var utf8 = Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]);
        Tag(number, 2);
        Varint((ulong)utf8.Length);
        _bytes.AddRange(utf8);
    }

    private void Integer(int number)
    {
        Tag(number, 0);
        Varint((ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
    }

    private void Fixed64(int number)
    {
        Tag(number, 1);
        Raw(sizeof(ulong));
    }

    private void Raw(int length)
    {
        var raw = new byte[length];
        random.NextBytes(raw);
        _bytes.AddRange(raw);
    }

    private void Tag(int number, int type) => Varint(((ulong)number << 3) | (uint)type);

    /// <summary>Now and then with more bytes than it needs, up to the ten that are allowed.</summary>
    private void Varint(ulong value)
    {
        var least = 1;
        for (var rest = value >> 7; rest > 0; rest >>= 7)
        {
            least++;
        }

        var length = random.Next(12) == 0 ? random.Next(least, 11) : least;
        for (var i = 1; i < length; i++)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes.Add((byte)(value & 0x7f));
    }
}
