namespace QuoteStream.Client.Streams;

/// <summary>What <c>GET /v1/instruments</c> answers.</summary>
internal sealed record InstrumentList
{
    public IReadOnlyList<Instrument> Instruments { get; init; } = [];
}
