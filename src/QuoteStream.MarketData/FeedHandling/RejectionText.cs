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

    /// <param name="earliestNanos">See <see cref="TickNormalizer.EarliestNanos"/>.</param>
    public static string Of(RejectReason reason, in ProviderTick tick, FeedTerms terms, ulong earliestNanos) => reason switch
    {
        RejectReason.UnknownSymbol => "The symbol is not known, and new symbols are not accepted.",
        RejectReason.BadSymbol =>
            $"{Quote(tick.Symbol)} is not a symbol of 1 to {CanonicalSymbol.MaxLength} bytes in the {terms.Symbology} symbology.",
        RejectReason.BadPrice when tick.Kind == TickKind.Quote =>
            $"A side with a size needs a price above 0; bid {tick.BidPrice} x {tick.BidSize}, ask {tick.AskPrice} x {tick.AskSize}.",
        RejectReason.BadPrice when tick.Kind == TickKind.Reference =>
            $"A reference price must be above 0: {List(tick)}.",
        RejectReason.BadPrice => $"A trade needs a price above 0, not {tick.TradePrice}.",
        RejectReason.BadSize => $"A trade needs a size above 0, not {tick.TradeSize}.",
        RejectReason.BadTime => BadTime(tick.VenueTimeNanos, earliestNanos),
        RejectReason.BadVenue => BadVenue(tick.Venue),
        RejectReason.NoEvent => "The tick carries no event, or an event without content.",
        RejectReason.OutOfRange => OutOfRange(tick),
        RejectReason.UnknownTrade => $"No trade with the id {Quote(tick.OriginalTradeId)} is held for this symbol and venue.",
        RejectReason.TooManySymbols => $"The server holds as many symbols as it may, or this symbol {VenueQuotes.MaxVenues} venues.",
        _ => reason.ToString(),
    };

    private static string BadTime(ulong nanos, ulong earliestNanos)
    {
        if (nanos < TickNormalizer.MinTimeNanos)
        {
            return $"The time {nanos} is before 1980; it counts nanoseconds since 1970.";
        }

        // Before the line's first tick there is no earliest time: then only the future can be at fault.
        return earliestNanos != ulong.MaxValue && nanos < earliestNanos
            ? $"The time {nanos} is older than {earliestNanos}, where the trade date before the session's first tick began. Older ticks need a session of their own."
            : $"The time {nanos} is too far ahead of the server's clock; it counts nanoseconds since 1970.";
    }

    private static string BadVenue(ReadOnlySpan<byte> venue)
    {
        if (venue.IsEmpty)
        {
            return "Neither the tick nor the session names a venue.";
        }

        return Mic.TryParse(venue, out _)
            ? $"{Quote(venue)} is not a registered market identifier code (ISO 10383), nor one that the server's Ingest:MoreVenues names."
            : $"{Quote(venue)} is not a market identifier code: four characters of A-Z and 0-9.";
    }

    private static string OutOfRange(in ProviderTick tick) => tick.Kind switch
    {
        TickKind.Quote =>
            $"Beyond the range kept, 9.2 thousand million in steps of 1e-9: bid {tick.BidPrice} x {tick.BidSize} or ask {tick.AskPrice} x {tick.AskSize}.",
        TickKind.Status => $"A reason has at most {VenueCode.MaxLength} characters of printable ASCII, not {Quote(tick.Reason)}.",
        TickKind.Reference =>
            $"A price is beyond the range ({List(tick)}), a name longer than {Instrument.MaxNameBytes} bytes or not UTF-8 ({tick.Name.Length} bytes), "
            + $"or a currency longer than {Instrument.MaxCurrencyBytes} ({tick.Currency.Length}).",
        _ => $"{tick.TradePrice} x {tick.TradeSize} is beyond the range kept, the id has over {TradeId.MaxLength} characters ({tick.TradeId.Length}), "
            + $"or conditions are not up to four codes: {Quote(tick.Conditions)}.",
    };

    private static string List(in ProviderTick tick) =>
        $"previous close {Show(tick.PreviousClose)}, open {Show(tick.OfficialOpen)}, close {Show(tick.OfficialClose)}";

    private static string Show(long? price) => price?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not set";

    private static string Quote(ReadOnlySpan<byte> text) => text.Length > MaxQuotedBytes
        ? $"'{Encoding.UTF8.GetString(text[..MaxQuotedBytes])}...' ({text.Length} bytes)"
        : $"'{Encoding.UTF8.GetString(text)}'";
}
