using System.Text;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests.Adapters;

/// <summary>A decoder whose messages are given: each has a number and the symbols of the quotes that it means, now or later.</summary>
internal sealed class PlainDecoder(params PlainDecoder.Message[] messages) : FeedDecoder
{
    private readonly Queue<string> _owed = [];
    private int _next;

    /// <param name="Owed">Of quotes that come behind the message.</param>
    public sealed record Message(ulong Number, ulong Time, string[] Now, string[]? Owed = null, bool StartsSession = false);

    public override VenueTerms Terms { get; } = new("XNAS", -4, 0, Symbology.Unspecified, SaleConditionScheme.Unspecified);

    public override string SessionName => "plain";

    public override string Format => "plain";

    public override double ReadShare => (double)_next / messages.Length;

    public override RecordingEnd Ending => RecordingEnd.Whole;

    public override string? EndDetail => null;

    public override bool TryRead()
    {
        if (_next == messages.Length)
        {
            return false;
        }

        Message message = messages[_next++];
        (Number, TimeNanos, StartsSession) = (message.Number, message.Time, message.StartsSession);
        return true;
    }

    public override void Publish(TickSink ticks)
    {
        Message message = messages[_next - 1];
        foreach (string symbol in message.Now)
        {
            ticks.Quote(Encoding.ASCII.GetBytes(symbol), TimeNanos, 1, 1, 2, 1);
        }

        foreach (string symbol in message.Owed ?? [])
        {
            _owed.Enqueue(symbol);
        }
    }

    public override bool TryPublishOwed(TickSink ticks)
    {
        if (!_owed.TryDequeue(out string? symbol))
        {
            return false;
        }

        ticks.Quote(Encoding.ASCII.GetBytes(symbol), TimeNanos, 1, 1, 2, 1);
        return true;
    }

    public override void Describe(FeedFigures figures) => figures.Add("messages", _next);
}
