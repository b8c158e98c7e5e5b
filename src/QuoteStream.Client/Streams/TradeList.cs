namespace QuoteStream.Client.Streams;

/// <summary>What <c>GET /v1/trades</c> answers.</summary>
internal sealed record TradeList
{
    public IReadOnlyList<TradeEvent> Trades { get; init; } = [];
}
