using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Itch.Generation;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Itch;

/// <summary>Bytes that nobody sent on purpose, or somebody did: a result or a named error, and no more.</summary>
public sealed class HostileItchTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_bytes_are_read_to_their_end(int seed)
    {
        byte[] bytes = new byte[200_000];
        new Random(seed).NextBytes(bytes);

        ReadFile(bytes);
        ReadCapture([.. Capture().Take(24), .. bytes]);
        ReadCapture(ItchBytes.Capture([.. bytes.Chunk(1_400)]));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_day_with_bytes_changed_cut_out_and_doubled_is_read_to_its_end(int seed)
    {
        var random = new Random(seed);

        ReadFile(Mutate(File(), random));
        ReadCapture(Mutate(Capture(), random));
    }

    [FactNeeds(Need.MarketData)]
    public void Recorded_files_with_bytes_changed_cut_out_and_doubled_are_read_to_their_end()
    {
        string folder = Path.GetDirectoryName(MarketDataFolder.File("itch", "aapl_20200130_locate13_10k.itch50"))!;
        byte[] recorded = System.IO.File.ReadAllBytes(Path.Combine(folder, "aapl_20200130_locate13_10k.itch50"));
        byte[][] captures = [.. Directory.GetFiles(Path.Combine(folder, "moldudp64"), "*.pcap").Order().Select(System.IO.File.ReadAllBytes)];
        for (int seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            ReadFile(Mutate(recorded, random));
            foreach (byte[] capture in captures)
            {
                ReadUnlessRefused(Mutate(capture, random, changes: 4));
            }
        }

        Assert.NotEmpty(captures);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Messages_with_any_fields_at_all_are_read_to_their_end(int seed)
    {
        var random = new Random(seed);
        byte[] types = "SRHYLVWKJhAFECXDUPQBINO"u8.ToArray();
        var messages = new List<byte[]>();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = new byte[random.Next(10) == 0 ? random.Next(1, 100) : 50];
            random.NextBytes(message);
            if (message.Length > 18)
            {
                // Few references and locate codes, so that messages meet.
                message[0] = types[random.Next(types.Length)];
                message[1] = 0;
                message[2] &= 3;
                message.AsSpan(11, 7).Clear();
                message[18] &= 15;
            }

            messages.Add(message);
        }

        Assert.Equal(20_000, ReadFile(ItchBytes.File([.. messages])));
    }

    [Fact]
    public void Every_length_of_two_bytes_is_read()
    {
        byte[] longest = new byte[65_535];
        longest[0] = (byte)'D';

        Assert.Equal(3, ReadFile(ItchBytes.File(longest, [], longest, [(byte)'D'])));
    }

    [Fact]
    public void A_file_cut_at_any_byte_ends_cleanly()
    {
        byte[] file = File()[..4_000];
        for (int length = 0; length < file.Length; length++)
        {
            ReadFile(file[..length]);
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random, int changes = 200)
    {
        byte[] changed = [.. bytes];
        for (int i = 0; i < changes && changed.Length > 0; i++)
        {
            int at = random.Next(changed.Length);
            switch (random.Next(3))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    int length = Math.Min(random.Next(100), changed.Length - at);
                    changed = [.. changed[..at], .. changed[(at + length)..]];
                    break;
                default:
                    int from = random.Next(changed.Length);
                    int copied = Math.Min(random.Next(100), changed.Length - Math.Max(at, from));
                    changed.AsSpan(from, copied).ToArray().CopyTo(changed, at);
                    break;
            }
        }

        return changed;
    }

    private static byte[] File()
    {
        using var stream = new MemoryStream();
        return Write(stream, new ItchDayFile(stream));
    }

    private static byte[] Capture()
    {
        using var stream = new MemoryStream();
        return Write(stream, new MoldCapture(stream, ItchDay.MidnightNanos(Day)));
    }

    private static byte[] Write(MemoryStream stream, IItchTarget target)
    {
        foreach (ReadOnlyMemory<byte> message in new GeneratedItchDay(new ItchDayOptions { Symbols = 5, Messages = 3_000 }).Messages())
        {
            target.Write(message.Span);
        }

        target.Complete();
        return stream.ToArray();
    }

    private static long ReadFile(byte[] bytes) => Read(new ItchFileDecoder(ItchDecoderTests.Input(bytes), Day, "XNAS"));

    private static void ReadCapture(byte[] bytes) => Read(new MoldDecoder([CaptureFile.Open(new MemoryStream(bytes))], Day, "XNAS"));

    private static void ReadUnlessRefused(byte[] capture)
    {
        try
        {
            ReadCapture(capture);
        }
        catch (FeedFormatException refused)
        {
            // A file whose first bytes were struck is no capture any more, and told to be none.
            Assert.NotEmpty(refused.Message);
        }
    }

    private static long Read(ItchDecoder decoder)
    {
        using (decoder)
        {
            ulong last = 0;
            foreach ((ulong sequence, Tick tick) in PublishedTicks.ReadAll(decoder))
            {
                Assert.True(sequence > last || decoder.StartsSession || sequence == 1, "Numbers go up.");
                Assert.NotEqual(Tick.EventOneofCase.None, tick.EventCase);
                last = sequence;
            }

            Assert.NotEqual(RecordingEnd.NotReached, decoder.Ending);
            decoder.Describe(new FeedFigures());
            return decoder.Counts.Messages;
        }
    }
}
