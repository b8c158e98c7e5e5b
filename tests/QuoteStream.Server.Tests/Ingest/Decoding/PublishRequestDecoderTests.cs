using System.Buffers;
using Google.Protobuf;
using QuoteStream.Ingest.V1;
using QuoteStream.Server.Ingest.Decoding;
using Xunit.Abstractions;

namespace QuoteStream.Server.Tests.Ingest.Decoding;

public sealed class PublishRequestDecoderTests(ITestOutputHelper output)
{
    private static readonly MessageParser<PublishRequest> Oracle = PublishRequest.Parser.WithDiscardUnknownFields(true);

    private readonly PublishRequestDecoder _decoder = new();

    [Fact]
    public void Every_encoding_reads_as_the_generated_parser_reads_it()
    {
        var random = Seeded();
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = LooseEncoder.Request(random);
            var expected = Oracle.ParseFrom(bytes);
            foreach (var longest in (int[])[int.MaxValue - 1, 3, 64])
            {
                var message = longest > 64 ? new ReadOnlySequence<byte>(bytes) : Segments.Cut(bytes, random, longest);
                var read = DecodedRequest.TryRead(_decoder, message, out var error);
                Assert.True(expected.Equals(read), $"{error} {Convert.ToHexString(bytes)}\n{expected}\n{read}");
            }
        }
    }

    [Fact]
    public void Damaged_messages_are_refused_where_the_generated_parser_refuses_them_and_else_read_the_same()
    {
        var random = Seeded();
        var refused = 0;
        for (var i = 0; i < 15_000; i++)
        {
            var bytes = Damage(LooseEncoder.Request(random), random);
            var read = DecodedRequest.TryRead(_decoder, Segments.Cut(bytes, random, random.Next(1, 80)), out var error);
            var expected = OracleReads(bytes);
            refused += expected is null ? 1 : 0;

            // Stricter on purpose: the generated parser cuts oversized tags and lengths to 32 bits, and replaces bad UTF-8.
            if (expected is not null && error.Fault is WireFault.BadFieldNumber or WireFault.BadLength or WireFault.BadUtf8)
            {
                continue;
            }

            Assert.True(Equals(expected, read), $"{error} {Convert.ToHexString(bytes)}\n{expected}\n{read}");
        }

        Assert.True(refused > 500, $"only {refused} of the messages were damaged beyond reading");
    }

    [Fact]
    public void Every_cut_of_a_message_reads_the_same()
    {
        var bytes = Requests.Quotes(3, firstSequence: 9).ToByteArray();
        var expected = Oracle.ParseFrom(bytes);
        for (var length = 1; length <= bytes.Length; length++)
        {
            Assert.Equal(expected, DecodedRequest.TryRead(_decoder, Segments.CutEvenly(bytes, length), out _));
        }
    }

    [Fact]
    public void Every_shortened_message_is_refused_or_is_a_message_of_fewer_fields()
    {
        var bytes = Requests.Quotes(3, firstSequence: 9).ToByteArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            var expected = OracleReads(bytes[..length]);
            Assert.Equal(expected, DecodedRequest.TryRead(_decoder, Segments.CutEvenly(bytes[..length], 7), out var error));
            Assert.True(expected is not null || error.Offset <= length, $"{error} of {length}");
        }
    }

    [Fact]
    public void An_empty_message_has_nothing()
    {
        Assert.Equal(new PublishRequest(), DecodedRequest.TryRead(_decoder, ReadOnlySequence<byte>.Empty, out _));
    }

    [Fact]
    public void A_tick_longer_than_many_segments_is_read()
    {
        var request = new PublishRequest { Ticks = { new Tick { Symbol = new string('S', 100_000), Venue = "XNAS" }, Requests.Quote("A", 1) } };
        Assert.Equal(request, DecodedRequest.TryRead(_decoder, Segments.CutEvenly(request.ToByteArray(), 4096), out _));
    }

    [Fact]
    public void Start_in_pieces_is_merged()
    {
        var first = new PublishRequest { Start = new SessionStart { Provider = "one", Line = "A", PriceExponent = -4 } };
        var second = new PublishRequest { Start = new SessionStart { Provider = "two", Venue = "XNAS" } };
        byte[] bytes = [.. first.ToByteArray(), .. second.ToByteArray()];
        var read = DecodedRequest.TryRead(_decoder, Segments.CutEvenly(bytes, 5), out _);
        Assert.Equal(new SessionStart { Provider = "two", Line = "A", Venue = "XNAS", PriceExponent = -4 }, read!.Start);
    }

    [Fact]
    public void A_message_does_not_remember_the_one_before()
    {
        var first = new PublishRequest { Start = new SessionStart { Provider = "one", Line = "A" }, FirstSequence = 7, NextSequence = 8 };
        var second = new PublishRequest { Start = new SessionStart { Provider = "two" } };
        Assert.Equal(first, DecodedRequest.TryRead(_decoder, new ReadOnlySequence<byte>(first.ToByteArray()), out _));
        Assert.Equal(second, DecodedRequest.TryRead(_decoder, new ReadOnlySequence<byte>(second.ToByteArray()), out _));
    }

    [Theory]
    [InlineData(WireCheck.MaxGroupDepth, true)]
    [InlineData(WireCheck.MaxGroupDepth + 1, false)]
    public void Groups_are_skipped_to_a_depth_of_one_hundred(int depth, bool isRead)
    {
        const byte GroupOf20 = 0xa3, EndOf20 = 0xa4, SecondByte = 0x01;
        byte[] groups =
        [
            .. Enumerable.Repeat((byte[])[GroupOf20, SecondByte], depth).SelectMany(tag => tag),
            .. Enumerable.Repeat((byte[])[EndOf20, SecondByte], depth).SelectMany(tag => tag),
        ];
        var read = DecodedRequest.TryRead(_decoder, Segments.CutEvenly(groups, 3), out var error);
        Assert.Equal(isRead, read is not null);
        Assert.Equal(isRead ? WireFault.None : WireFault.TooDeep, error.Fault);
    }

    [Theory]
    [InlineData("1A0508", nameof(WireFault.Truncated), 1, 0)]
    [InlineData("10FFFFFFFFFFFFFFFFFFFF01", nameof(WireFault.VarintTooLong), 1, -1)]
    [InlineData("1A020000", nameof(WireFault.BadFieldNumber), 2, 0)]
    [InlineData("1A00060A", nameof(WireFault.BadFieldNumber), 2, -1)]
    [InlineData("1A001A020E00", nameof(WireFault.BadWireType), 5, 1)]
    [InlineData("54", nameof(WireFault.UnexpectedGroupEnd), 1, -1)]
    [InlineData("53545C", nameof(WireFault.UnexpectedGroupEnd), 3, -1)]
    [InlineData("0A040A02FFFE", nameof(WireFault.BadUtf8), 3, -1)]
    [InlineData("5280808080F0FFFFFF7F00", nameof(WireFault.BadLength), 1, -1)]
    public void A_fault_is_told_with_its_kind_and_place(string hex, string fault, long offset, int tickIndex)
    {
        var bytes = Convert.FromHexString(hex);
        for (var length = 1; length <= bytes.Length; length++)
        {
            Assert.False(_decoder.Scan(Segments.CutEvenly(bytes, length), out _, out var error));
            Assert.Equal(new WireError(Enum.Parse<WireFault>(fault), offset, tickIndex), error);
        }
    }

    private static PublishRequest? OracleReads(byte[] bytes)
    {
        try
        {
            // Only the parser that keeps unknown fields sees that one of them has no wire type that exists.
            PublishRequest.Parser.ParseFrom(bytes);
            return Oracle.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                var cut = random.Next(bytes.Length);
                return [.. bytes[..cut], .. bytes[random.Next(cut, bytes.Length)..]];
            default:
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }

    private Random Seeded()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
