using QuoteStream.Client.Feeds;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Publishing;

/// <summary>How a source's ticks are to be read: what a session states once, at its start.</summary>
/// <param name="Venue">ISO 10383 code of ticks that name none; empty where every tick names its own.</param>
/// <param name="PriceExponent">price = integer x 10^PriceExponent, -9 to 0.</param>
/// <param name="SizeExponent">size = integer x 10^SizeExponent, -9 to 0.</param>
public sealed record VenueTerms(
    string Venue, int PriceExponent, int SizeExponent, Symbology Symbology, SaleConditionScheme SaleConditions)
{
    /// <summary>The options with these terms in place of their own.</summary>
    public FeedPublisherOptions ApplyTo(FeedPublisherOptions options) => options with
    {
        Venue = Venue,
        PriceExponent = PriceExponent,
        SizeExponent = SizeExponent,
        Symbology = Symbology,
        SaleConditions = SaleConditions,
    };
}
