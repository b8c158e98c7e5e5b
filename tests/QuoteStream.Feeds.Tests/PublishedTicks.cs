using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Tests;

/// <summary>Reads a source to its end and decodes what it put into its batches with the generated messages.</summary>
internal static class PublishedTicks
{
    public static IEnumerable<(ulong Sequence, Tick Tick)> ReadAll(FeedDecoder decoder, int maxTicks = 500) =>
        ReadAll(new DecodedTicks(decoder), maxTicks);

    public static IEnumerable<(ulong Sequence, Tick Tick)> ReadAll(ITickSource source, int maxTicks = 500, ulong until = ulong.MaxValue)
    {
        var batch = new TickBatch();
        while (true)
        {
            batch.Clear();
            TickReading reading = source.Read(batch, maxTicks, until);
            ulong sequence = batch.FirstSequence;
            if (batch.Count > 0)
            {
                foreach (Tick tick in Decode(batch))
                {
                    yield return (sequence++, tick);
                }
            }

            if (reading.End is TickReadingEnd.EndOfTicks or TickReadingEnd.NotDue)
            {
                yield break;
            }
        }
    }

    public static IReadOnlyList<Tick> Decode(TickBatch batch) => PublishRequest.Parser.ParseFrom(Message(batch)).Ticks;

    public static ReadOnlySpan<byte> Message(TickBatch batch) => batch.Frame().Span[GrpcFraming.PrefixBytes..];
}
