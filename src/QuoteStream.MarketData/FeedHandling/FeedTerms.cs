using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>What a provider states once, at the start of a line, and what its ticks are read by.</summary>
/// <param name="Provider">1 to 64 characters of a-z, 0-9, '-' and '.'.</param>
/// <param name="Line">"A" or "B" for redundant copies of one numbered feed; empty for a single line.</param>
/// <param name="SessionId">A new id starts the numbering again; at most 64 characters.</param>
/// <param name="Venue">The venue of ticks that name none; <see cref="Mic.None"/> where every tick has to.</param>
/// <param name="PriceExponent">price = integer x 10^PriceExponent, -9 to 0.</param>
/// <param name="SizeExponent">size = integer x 10^SizeExponent, -9 to 0.</param>
public sealed record FeedTerms(
    string Provider,
    string Line,
    string SessionId,
    Mic Venue,
    int PriceExponent,
    int SizeExponent,
    ProviderSymbology Symbology,
    SaleConditionScheme Conditions)
{
    /// <summary>Also the bound of a session id: long enough for a UUID with a date.</summary>
    public const int MaxProviderLength = 64;

    /// <summary>Says what is wrong with these terms in a sentence for the provider; null when nothing is.</summary>
    public string? FindFault(VenueRegistry venues)
    {
        if (Provider.Length is 0 or > MaxProviderLength || Provider.AsSpan().ContainsAnyExcept(ProviderCharacters))
        {
            return "provider must be 1 to 64 characters of a-z, 0-9, '-' and '.'";
        }

        if (Line is not ("" or "A" or "B"))
        {
            return "line must be \"A\" or \"B\", or empty for a single line";
        }

        if (SessionId.Length > MaxProviderLength || SessionId.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return "session_id must be at most 64 characters of printable ASCII";
        }

        if (!Venue.IsNone && !venues.Contains(Venue))
        {
            return $"venue {Venue} is not a registered market identifier code (ISO 10383), nor one that Ingest:MoreVenues names";
        }

        if (PriceExponent is < -9 or > 0)
        {
            return $"price_exponent must be -9 to 0, not {PriceExponent}";
        }

        if (SizeExponent is < -9 or > 0)
        {
            return $"size_exponent must be -9 to 0, not {SizeExponent}";
        }

        if (!Enum.IsDefined(Symbology))
        {
            return $"symbology {(int)Symbology} is not known";
        }

        return Enum.IsDefined(Conditions) ? null : $"sale_condition_scheme {(int)Conditions} is not known";
    }

    private static readonly System.Buffers.SearchValues<char> ProviderCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
}
