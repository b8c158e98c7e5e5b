namespace QuoteStream.MarketData.Tests.Recorded;

/// <summary>One of the vendor's bars, or one made by its rule.</summary>
/// <param name="Open">With the three that follow: units of 1e-4.</param>
internal sealed record TapeBar(long Open, long High, long Low, long Close, long Volume)
{
    public (long Open, long High, long Low, long Close) Prices => (Open, High, Low, Close);
}
