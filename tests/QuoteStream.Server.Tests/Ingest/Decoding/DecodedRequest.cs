using System.Buffers;
using System.Text;
using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Ingest.Decoding;

namespace QuoteStream.Server.Tests.Ingest.Decoding;

/// <summary>Puts what the decoder yields together again as the generated message, so that the two can be compared.</summary>
internal static class DecodedRequest
{
    public static PublishRequest? TryRead(PublishRequestDecoder decoder, in ReadOnlySequence<byte> message, out WireError error)
    {
        if (!decoder.Scan(message, out var outline, out error))
        {
            return null;
        }

        var request = new PublishRequest
        {
            FirstSequence = outline.FirstSequence,
            NextSequence = outline.NextSequence,
            Start = outline.HasStart ? decoder.ReadStart() : null,
        };
        var ticks = decoder.ReadTicks(message);
        var tick = default(ProviderTick);
        while (ticks.TryRead(ref tick))
        {
            request.Ticks.Add(ToMessage(tick));
        }

        Assert.Equal(outline.TickCount, request.Ticks.Count);
        return request;
    }

    private static Tick ToMessage(in ProviderTick tick)
    {
        var message = new Tick { Symbol = Text(tick.Symbol), Venue = Text(tick.Venue), Time = tick.VenueTimeNanos };
        switch (tick.Kind)
        {
            case TickKind.Quote:
                message.Quote = new Quote
                {
                    BidPrice = tick.BidPrice,
                    BidSize = tick.BidSize,
                    AskPrice = tick.AskPrice,
                    AskSize = tick.AskSize,
                };
                break;
            case TickKind.Trade:
                message.Trade = ToTrade(tick);
                break;
            case TickKind.Cancel:
                message.Cancel = new TradeCancel { Id = Text(tick.OriginalTradeId) };
                break;
            case TickKind.Correction:
                message.Correction = new TradeCorrection
                {
                    Id = Text(tick.OriginalTradeId),
                    Corrected = tick.HasCorrectedTrade ? ToTrade(tick) : null,
                };
                break;
            case TickKind.Status:
                message.Status = new Status { State = (TradingState)tick.State, Reason = Text(tick.Reason) };
                break;
            case TickKind.Reference:
                message.Reference = ToReference(tick);
                break;
            default:
                Assert.Equal(TickKind.None, tick.Kind);
                break;
        }

        return message;
    }

    private static Trade ToTrade(in ProviderTick tick) => new()
    {
        Price = tick.TradePrice,
        Size = tick.TradeSize,
        Id = Text(tick.TradeId),
        Conditions = Text(tick.Conditions),
    };

    private static Reference ToReference(in ProviderTick tick)
    {
        var reference = new Reference { Name = Text(tick.Name), Currency = Text(tick.Currency), RoundLot = tick.RoundLot };
        if (tick.PreviousClose is { } previousClose)
        {
            reference.PreviousClose = previousClose;
        }

        if (tick.OfficialOpen is { } officialOpen)
        {
            reference.OfficialOpen = officialOpen;
        }

        if (tick.OfficialClose is { } officialClose)
        {
            reference.OfficialClose = officialClose;
        }

        return reference;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
