using QuoteStream.Ingest.V1;
using QuoteStream.Server.Tests.Ingest.Grpc;

namespace QuoteStream.Server.Tests.Ingest;

public sealed class FeedIngestServiceTests(IngestServer server) : IClassFixture<IngestServer>
{
    private const int InvalidArgument = 3;

    [Fact]
    public async Task Ticks_are_applied_and_acknowledged_with_their_last_number()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(500, firstSequence: 1));
        call.Complete();
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        Assert.Equal(500ul, responses[^1].AcceptedThrough);
        Assert.Equal(500ul, responses[^1].Applied);
        Assert.Equal(0ul, responses[^1].Rejected);
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task The_start_is_answered_before_any_tick()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        Assert.NotNull(await call.ReadAsync(PublishResponse.Parser));
    }

    [Fact]
    public async Task Ticks_may_come_with_the_start()
    {
        await using var call = Publish();
        var request = Requests.Start();
        request.MergeFrom(Requests.Quotes(3, firstSequence: 10));
        await call.SendAsync(request);
        PublishResponse response;
        do
        {
            // A session is joined at its lowest number, for which the first response does not wait.
            response = (await call.ReadAsync(PublishResponse.Parser))!;
        }
        while (response.Applied < 3);

        Assert.Equal(12ul, response.AcceptedThrough);
        Assert.Empty(response.Gaps);
    }

    [Fact]
    public async Task A_hole_is_told_without_another_message_and_what_follows_it_is_applied()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(5, firstSequence: 1));
        await call.SendAsync(Requests.Quotes(5, firstSequence: 9));
        var gaps = new List<SequenceGap>();
        PublishResponse response;
        do
        {
            response = (await call.ReadAsync(PublishResponse.Parser))!;
            gaps.AddRange(response.Gaps);
        }
        while (response.AcceptedThrough < 13);

        Assert.Equal([new SequenceGap { First = 6, Last = 8 }], gaps);
        Assert.Equal(10ul, response.Applied);
    }

    [Fact]
    public async Task A_call_that_ends_behind_a_hole_hears_what_became_of_every_tick()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(5, firstSequence: 1));
        await call.SendAsync(Requests.Quotes(5, firstSequence: 9));
        call.Complete();
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        Assert.Equal((13ul, 10ul), (responses[^1].AcceptedThrough, responses[^1].Applied));
        Assert.Equal([new SequenceGap { First = 6, Last = 8 }], responses.SelectMany(response => response.Gaps));
        Assert.Equal(0, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Two_calls_fill_each_others_holes()
    {
        var provider = $"pair-{Guid.NewGuid():n}";
        await using var a = Publish();
        await using var b = Publish();
        await a.SendAsync(Requests.Start(provider, "A"));
        await b.SendAsync(Requests.Start(provider, "B"));
        await a.ReadAsync(PublishResponse.Parser);
        await b.ReadAsync(PublishResponse.Parser);
        for (var number = 1ul; number < 200; number += 2)
        {
            // Whichever of the two is read first.
            await a.SendAsync(Requests.Quotes(1, firstSequence: number));
            await b.SendAsync(Requests.Quotes(1, firstSequence: number + 1));
        }

        a.Complete();
        b.Complete();
        var last = (await a.ReadAllAsync(PublishResponse.Parser))[^1];
        var other = (await b.ReadAllAsync(PublishResponse.Parser))[^1];
        Assert.Equal(0ul, last.Duplicates + other.Duplicates - Missed(last, other));
        Assert.Equal(200ul, Math.Max(last.AcceptedThrough, other.AcceptedThrough));

        // A machine that stands still for longer than the wait makes gaps; what comes after that is a duplicate.
        static ulong Missed(PublishResponse first, PublishResponse second) => 200 - first.Applied - second.Applied;
    }

    [Fact]
    public async Task A_heartbeat_is_answered_and_shows_a_hole()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(5, firstSequence: 1));
        await call.SendAsync(new PublishRequest { NextSequence = 8 });
        var gap = new SequenceGap { First = 6, Last = 7 };
        PublishResponse? response;
        do
        {
            response = await call.ReadAsync(PublishResponse.Parser);
        }
        while (response is not null && !response.Gaps.Contains(gap));

        Assert.NotNull(response);
        Assert.Equal(7ul, response.AcceptedThrough);
    }

    [Fact]
    public async Task Progress_is_acknowledged_while_the_call_goes_on()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        for (var batch = 0ul; batch < 5; batch++)
        {
            await call.SendAsync(Requests.Quotes(10, firstSequence: 1 + (batch * 10)));
            ulong accepted;
            do
            {
                accepted = (await call.ReadAsync(PublishResponse.Parser))!.AcceptedThrough;
            }
            while (accepted < 10 * (batch + 1));
        }
    }

    [Fact]
    public async Task A_refused_tick_is_told_with_its_reason_and_others_are_applied()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        var request = Requests.Quotes(2, firstSequence: 1);
        request.Ticks.Insert(1, new Tick { Symbol = "AAPL", Time = Requests.NowNanos });
        await call.SendAsync(request);
        call.Complete();
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        var rejection = Assert.Single(responses.SelectMany(response => response.Rejections));
        Assert.Equal(2ul, rejection.Sequence);
        Assert.Equal("AAPL", rejection.Symbol);
        Assert.Equal(RejectReason.NoEvent, rejection.Reason);
        Assert.Equal(2ul, responses[^1].Applied);
        Assert.Equal(3ul, responses[^1].AcceptedThrough);
    }

    [Fact]
    public async Task A_first_message_without_start_is_refused()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Quotes(1));
        var status = await call.StatusAsync();
        Assert.Equal(InvalidArgument, status.Code);
        Assert.Contains("must carry start", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_is_refused_after_a_last_acknowledgement()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(7, firstSequence: 1));
        await call.SendAsync(Requests.Start());
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        Assert.Equal(7ul, responses[^1].AcceptedThrough);
        Assert.Equal(InvalidArgument, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task More_than_ten_thousand_ticks_in_a_message_are_refused_whole()
    {
        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        await call.SendAsync(Requests.Quotes(10_000, firstSequence: 1));
        await call.SendAsync(Requests.Quotes(10_001, firstSequence: 10_001));
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        Assert.Equal(10_000ul, responses[^1].Applied);
        var status = await call.StatusAsync();
        Assert.Equal(InvalidArgument, status.Code);
        Assert.Contains("10001", status.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provider", "Nasdaq ITCH")]
    [InlineData("provider", "")]
    [InlineData("line", "C")]
    [InlineData("venue", "nasdaq")]
    [InlineData("session_id", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("price_exponent", "-10")]
    [InlineData("price_exponent", "1")]
    [InlineData("size_exponent", "-10")]
    [InlineData("size_exponent", "1")]
    [InlineData("symbology", "256")]
    [InlineData("symbology", "9")]
    [InlineData("sale_condition_scheme", "-1")]
    public async Task A_start_that_makes_no_sense_is_refused_with_the_field_at_fault(string field, string value)
    {
        var request = Requests.Start();
        var descriptor = SessionStart.Descriptor.FindFieldByName(field);
        object typed = descriptor.FieldType switch
        {
            Google.Protobuf.Reflection.FieldType.String => value,
            Google.Protobuf.Reflection.FieldType.Enum when field == "symbology" => (Symbology)int.Parse(value),
            Google.Protobuf.Reflection.FieldType.Enum => (SaleConditionScheme)int.Parse(value),
            _ => int.Parse(value),
        };
        descriptor.Accessor.SetValue(request.Start, typed);
        await using var call = Publish();
        await call.SendAsync(request);
        var status = await call.StatusAsync();
        Assert.Equal(InvalidArgument, status.Code);
        Assert.Contains(field, status.Text, StringComparison.Ordinal);
        Assert.True(status.IsTrailersOnly);
    }

    [Fact]
    public async Task Malformed_bytes_end_the_call_apply_nothing_and_leave_other_calls_alone()
    {
        await using var other = Publish();
        await other.SendAsync(Requests.Start());
        await other.ReadAsync(PublishResponse.Parser);

        await using var call = Publish();
        await call.SendAsync(Requests.Start());
        var valid = Google.Protobuf.MessageExtensions.ToByteArray(Requests.Quotes(2, firstSequence: 1));
        await call.SendBytesAsync(RawGrpcCall.Frame([.. valid, 0x1a, 0x05, 0x0a, 0x7f, 0, 0, 0]));
        var responses = await call.ReadAllAsync(PublishResponse.Parser);
        Assert.Equal(0ul, responses[^1].Applied);
        var status = await call.StatusAsync();
        Assert.Equal(InvalidArgument, status.Code);
        Assert.Contains($"at byte {valid.Length + 3} (in ticks[2])", status.Text, StringComparison.Ordinal);

        await other.SendAsync(Requests.Quotes(1, firstSequence: 1));
        other.Complete();
        Assert.Equal(1ul, (await other.ReadAllAsync(PublishResponse.Parser))[^1].Applied);
        Assert.Equal(0, (await other.StatusAsync()).Code);
    }

    private RawGrpcCall Publish() => new(server.Client, RawGrpcCall.PublishPath);
}
