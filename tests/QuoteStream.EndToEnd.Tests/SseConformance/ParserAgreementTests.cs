using QuoteStream.Testing;
using Xunit.Abstractions;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>
/// The very same bytes, as a server once wrote them, for every parser: however they arrive, and wherever they are cut, all see the events that
/// the byte-level checker sees.
/// </summary>
public sealed class ParserAgreementTests(RecordedStreams recorded, PageBrowser browser, ITestOutputHelper output)
    : IClassFixture<RecordedStreams>, IClassFixture<PageBrowser>
{
    private const int RandomCuts = 25;

    [TheoryNeeds(Need.Chromium, "node", NodeReader.Modules)]
    [InlineData("as a whole")]
    [InlineData("byte by byte")]
    [InlineData("in random pieces")]
    [InlineData("slowly")]
    public async Task All_parsers_see_the_same_events(string arrival)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var delivery = arrival switch
        {
            "byte by byte" => new Delivery { PieceBytes = 1 },
            "in random pieces" => new Delivery { PieceBytes = 200, Random = new Random(seed) },
            "slowly" => new Delivery { PieceBytes = 1_500, Random = new Random(seed), Pause = TimeSpan.FromMilliseconds(20) },
            _ => Delivery.Whole,
        };
        await using var replay = new ReplayServer();
        await using var readers = await SseReaders.CreateAsync(browser, replay.Address);
        foreach (var reader in readers.All)
        {
            await AssertReadsAsync(reader, replay, recorded.Whole, delivery, "whole");
            await AssertReadsAsync(reader, replay, recorded.Refused, delivery, "refused");
        }
    }

    [FactNeeds(Need.Chromium, "node", NodeReader.Modules)]
    public async Task All_parsers_see_the_same_events_of_writes_of_many_chunks()
    {
        await using var replay = new ReplayServer();
        await using var readers = await SseReaders.CreateAsync(browser, replay.Address);
        foreach (var reader in readers.All)
        {
            await AssertReadsAsync(reader, replay, recorded.Late, Delivery.Whole, "late");
        }
    }

    [FactNeeds(Need.Chromium, "node", NodeReader.Modules)]
    public async Task Cut_at_any_byte_all_parsers_have_seen_the_same_events()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var headLength = recorded.Whole.Span.IndexOf("\r\n\r\n"u8) + 4;
        var cuts = Enumerable.Range(0, RandomCuts).Select(_ => random.Next(headLength, recorded.Whole.Length)).Concat(CutsAroundAnEventsEnd(random));
        await using var replay = new ReplayServer();
        await using var readers = await SseReaders.CreateAsync(browser, replay.Address);
        foreach (var cut in cuts)
        {
            foreach (var reader in readers.All)
            {
                await AssertReadsAsync(reader, replay, recorded.Whole[..cut], Delivery.Whole, $"cut at byte {cut}");
            }
        }
    }

    // Before the line end of its last line, before the empty line, behind it, and inside the chunk's own end.
    private IEnumerable<int> CutsAroundAnEventsEnd(Random random)
    {
        var from = random.Next(recorded.Whole.Length / 2);
        var end = from + recorded.Whole.Span[from..].IndexOf("\n\n\r\n"u8);
        return [end, end + 1, end + 2, end + 3, end + 4];
    }

    private static async Task AssertReadsAsync(ISseReader reader, ReplayServer replay, ReadOnlyMemory<byte> raw, Delivery delivery, string what)
    {
        var expected = StrictStream.Parse(ChunkedResponse.Parse(raw.Span)).Events;
        var playback = replay.Play(raw, delivery);
        await reader.OpenAsync(playback.Address);
        await Eventually.True(
            async () => (await reader.EventsAsync()).Count >= expected.Count, text: $"{reader.GetType().Name}, {what}: {expected.Count} events");

        // What a cut leaves of an event is no event.
        playback.Cut();
        await Eventually.True(async () => await reader.EndsAsync() > 0, text: $"{reader.GetType().Name}, {what}: it ends");
        Assert.Equal(expected, await reader.EventsAsync());
        Assert.False(await reader.IsClosedAsync());
    }
}
