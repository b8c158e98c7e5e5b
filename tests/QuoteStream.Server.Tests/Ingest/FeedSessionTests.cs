using System.Buffers;
using Google.Protobuf;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Tests.Ingest.Decoding;

namespace QuoteStream.Server.Tests.Ingest;

public sealed class FeedSessionTests
{
    private const int KestrelBlockBytes = 4096;

    private readonly FeedHandler _feeds = new(new SymbolTable(1000, new TradingCalendar()), new FeedHandlingOptions(), TimeProvider.System);

    [Fact]
    public void Decoding_and_applying_ticks_allocates_nothing()
    {
        // Enough that a small object per message could not hide, and that tiered compilation has settled.
        const int Messages = 2_000;
        using var session = new FeedSession(_feeds);
        Receive(session, Requests.Start());
        var request = Requests.Quotes(400);
        for (var i = 0; i < request.Ticks.Count; i += 8)
        {
            request.Ticks[i].Trade = new Trade { Price = 1_500_000, Size = 100, Id = $"T{i}", Conditions = "@ TI" };
        }

        var message = Segments.CutEvenly(request.ToByteArray(), KestrelBlockBytes);
        Assert.False(message.IsSingleSegment);
        for (var i = 0; i < Messages; i++)
        {
            // The symbol's trades of the day grow to their bound.
            Assert.True(session.Receive(message) == FeedStep.Ticks);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Messages; i++)
        {
            Assert.True(session.Receive(message) == FeedStep.Ticks);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * Messages * 400, session.Line!.Counts.Applied);
    }

    [Fact]
    public void Two_lines_of_a_session_apply_each_number_once()
    {
        using var a = new FeedSession(_feeds);
        using var b = new FeedSession(_feeds);
        Receive(a, Requests.Start("twins", "A"));
        Receive(b, Requests.Start("twins", "B"));
        Assert.Equal(FeedStep.Ticks, Receive(a, Requests.Quotes(10, firstSequence: 1)));
        Assert.Equal(FeedStep.Ticks, Receive(b, Requests.Quotes(15, firstSequence: 1)));
        Assert.Equal(10ul, a.Line!.TakeReport().Applied);
        var second = b.Line!.TakeReport();
        Assert.Equal(5ul, second.Applied);
        Assert.Equal(10ul, second.Duplicates);
        Assert.Equal(15ul, second.AcceptedThrough);
    }

    [Fact]
    public void A_number_that_leaves_no_room_is_refused()
    {
        using var session = new FeedSession(_feeds);
        Receive(session, Requests.Start());
        Assert.Equal(FeedStep.Refused, Receive(session, Requests.Quotes(1, firstSequence: ulong.MaxValue)));
        Assert.Contains("first_sequence", session.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_up_from_its_start_to_its_end()
    {
        var session = new FeedSession(_feeds);
        Assert.Null(session.Line);
        Assert.Equal(FeedStep.Start, Receive(session, Requests.Start("updown")));
        var provider = Assert.Single(_feeds.Providers);
        Assert.True(provider.IsUp);
        session.Dispose();
        Assert.False(provider.IsUp);
    }

    [Fact]
    public void A_message_without_anything_is_a_heartbeat()
    {
        using var session = new FeedSession(_feeds);
        Receive(session, Requests.Start());
        Assert.Equal(FeedStep.Heartbeat, Receive(session, new PublishRequest()));
    }

    [Fact]
    public void A_start_is_no_heartbeat_so_that_what_passes_until_the_first_one_is_no_interval()
    {
        var time = new ManualTime();
        var feeds = new FeedHandler(new SymbolTable(10, new TradingCalendar()), new FeedHandlingOptions(), time);
        var watch = new FeedWatch(feeds);
        using var session = new FeedSession(feeds);
        Receive(session, Requests.Start("late"));
        time.Advance(TimeSpan.FromMinutes(10));
        Receive(session, new PublishRequest());
        time.Advance(TimeSpan.FromSeconds(1));
        Receive(session, new PublishRequest());
        Assert.True(feeds.Providers[0].IsUp);
        time.Advance(TimeSpan.FromSeconds(3));
        watch.Step();
        Assert.False(feeds.Providers[0].IsUp);
    }

    private static FeedStep Receive(FeedSession session, PublishRequest request) =>
        session.Receive(new ReadOnlySequence<byte>(request.ToByteArray()));
}
