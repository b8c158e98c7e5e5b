namespace QuoteStream.Client.Streams;

/// <summary>What <c>GET /v1/bars</c> answers.</summary>
internal sealed record BarList
{
    public IReadOnlyList<Bar> Bars { get; init; } = [];
}
