using QuoteStream.Ingest.V1;
using QuoteStream.MarketData.FeedHandling;
using RejectReason = QuoteStream.Ingest.V1.RejectReason;
using SequenceGap = QuoteStream.Ingest.V1.SequenceGap;

namespace QuoteStream.Server.Ingest;

/// <summary>What a provider is told of its line, as the contract's message.</summary>
internal static class PublishResponses
{
    public static PublishResponse From(FeedLineReport report)
    {
        var response = new PublishResponse
        {
            AcceptedThrough = report.AcceptedThrough,
            Applied = report.Applied,
            Duplicates = report.Duplicates,
            Rejected = report.Rejected,
        };
        foreach (var rejection in report.Rejections)
        {
            response.Rejections.Add(new Rejection
            {
                Sequence = rejection.Sequence,
                Symbol = rejection.Symbol,
                Reason = (RejectReason)rejection.Reason,
                Detail = rejection.Detail,
            });
        }

        foreach (var gap in report.Gaps)
        {
            response.Gaps.Add(new SequenceGap { First = gap.First, Last = gap.Last });
        }

        return response;
    }
}
