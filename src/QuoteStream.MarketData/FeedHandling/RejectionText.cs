using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>Tells a provider in a sentence why a tick was not applied, with the value at fault.</summary>
internal static class RejectionText
{
    /// <summary>A hostile value must not grow the acknowledgement.</summary>
    private const int MaxQuotedBytes = 40;

    /// <param name="rule">What the provider may publish; null: anything.</param>
    public static string Of(RejectReason reason, in ProviderTick tick, FeedTerms terms, ProviderRule? rule = null) => reason switch
    {
        RejectReason.UnknownSymbol => "The symbol is not known, and new symbols are not accepted.",
        RejectReason.BadSymbol when rule is not null && IsCanonical(tick, terms) =>
            $"{Quote(tick.Symbol)} is not one of the symbols that {terms.Provider} may publish (Ingest:Providers).",
        RejectReason.BadSymbol =>
            $"{Quote(tick.Symbol)} is not a symbol of 1 to {CanonicalSymbol.MaxLength} bytes in the {terms.Symbology} symbology.",
        RejectReason.BadPrice when tick.Kind == TickKind.Quote =>
            $"A side with a size needs a price above 0; bid {tick.BidPrice} x {tick.BidSize}, ask {tick.AskPrice} x {tick.AskSize}.",
        RejectReason.BadPrice when tick.Kind == TickKind.Reference => "A reference price must be above 0.",
        RejectReason.BadPrice => $"A trade needs a price above 0, not {tick.TradePrice}.",
        RejectReason.BadSize => "A trade needs a size above 0.",
        RejectReason.BadTime => $"The time {tick.VenueTimeNanos} is 0 or too far ahead of the server's clock; it counts nanoseconds since 1970.",
        RejectReason.BadVenue when rule is not null && VenueOf(tick, terms) is { IsNone: false } venue && !rule.PermitsVenue(venue) =>
            $"{venue} is not one of the venues that {terms.Provider} may publish (Ingest:Providers).",
        RejectReason.BadVenue => tick.Venue.IsEmpty
            ? "Neither the tick nor the session names a venue."
            : $"{Quote(tick.Venue)} is not a market identifier code: four characters of A-Z and 0-9.",
        RejectReason.NoEvent => "The tick carries no event, or an event without content.",
        RejectReason.OutOfRange => OutOfRange(tick),
        RejectReason.UnknownTrade => $"No trade with the id {Quote(tick.OriginalTradeId)} is held for this symbol and venue.",
        RejectReason.TooManySymbols => $"The server holds as many symbols as it may, or this symbol {VenueQuotes.MaxVenues} venues.",
        _ => reason.ToString(),
    };

    private static Mic VenueOf(in ProviderTick tick, FeedTerms terms) =>
        tick.Venue.IsEmpty ? terms.Venue : Mic.TryParse(tick.Venue, out var venue) ? venue : Mic.None;

    private static bool IsCanonical(in ProviderTick tick, FeedTerms terms)
    {
        Span<byte> canonical = stackalloc byte[CanonicalSymbol.MaxLength];
        return SymbolConversion.TryToCanonical(terms.Symbology, tick.Symbol, canonical, out _);
    }

    private static string OutOfRange(in ProviderTick tick) => tick.Kind switch
    {
        TickKind.Quote => "A price or size is beyond the range kept: 9.2 thousand million, in steps of 1e-9.",
        TickKind.Status => $"A reason has at most {VenueCode.MaxLength} characters of printable ASCII, not {Quote(tick.Reason)}.",
        TickKind.Reference =>
            $"A price is beyond the range, a name longer than {Instrument.MaxNameBytes} bytes, or a currency longer than {Instrument.MaxCurrencyBytes}.",
        _ => $"A price or size is beyond the range kept, an id has over {TradeId.MaxLength} characters, or conditions are not up to four codes: "
            + Quote(tick.Conditions),
    };

    private static string Quote(ReadOnlySpan<byte> text) => text.Length > MaxQuotedBytes
        ? $"'{Encoding.UTF8.GetString(text[..MaxQuotedBytes])}...' ({text.Length} bytes)"
        : $"'{Encoding.UTF8.GetString(text)}'";
}
