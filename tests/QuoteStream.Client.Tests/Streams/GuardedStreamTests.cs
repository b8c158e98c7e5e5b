using System.Net.ServerSentEvents;
using System.Text;
using QuoteStream.Client.Streams;
using Xunit.Abstractions;

namespace QuoteStream.Client.Tests.Streams;

public class GuardedStreamTests(ITestOutputHelper output)
{
    private const int Limit = 1000;

    [Fact]
    public async Task Events_within_the_limit_pass_however_they_are_cut_and_one_beyond_it_does_not()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            string end = random.Next(3) switch { 0 => "\n", 1 => "\r", _ => "\r\n" };
            var text = new StringBuilder();
            int events = random.Next(1, 30);
            for (int i = 0; i < events; i++)
            {
                text.Append($": {new string('c', random.Next(100))}{end}").Append($"data: {new string('x', random.Next(800))}{end}{end}");
            }

            Assert.Equal(events, await CountAsync(text.ToString(), random));
            text.Append($"data: {new string('x', 500)}{end}data: {new string('x', 500)}{end}{end}");
            StreamLostException lost = await Assert.ThrowsAsync<StreamLostException>(() => CountAsync(text.ToString(), random));
            Assert.Equal("An event is larger than 1000 bytes.", lost.Message);
        }
    }

    private static async Task<int> CountAsync(string text, Random random)
    {
        using var guarded = new GuardedStream(new ChoppedStream(Encoding.UTF8.GetBytes(text), random), Limit, TimeProvider.System);
        int count = 0;
        await foreach (SseItem<string> _ in SseParser.Create(guarded).EnumerateAsync())
        {
            count++;
        }

        return count;
    }

    /// <summary>Gives its bytes in pieces of any size.</summary>
    private sealed class ChoppedStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 60))], cancellationToken);
    }
}
