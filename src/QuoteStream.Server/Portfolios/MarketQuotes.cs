using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Portfolio.Currencies;
using QuoteStream.Portfolio.Valuation;

namespace QuoteStream.Server.Portfolios;

/// <summary>The symbol channels as a valuation asks for them: one look-up and one read for each symbol.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class MarketQuotes(SymbolTable symbols)
{
    /// <summary>Null when nothing has been published of the symbol.</summary>
    public MarketQuote? Find(string symbol) =>
        symbols.TryGet(symbol, out var channel) && channel!.Read(out var state) > 0 ? Of(state, channel.Instrument.Currency) : null;

    /// <param name="currency">The instrument's; empty when it is not known.</param>
    public static MarketQuote Of(in QuoteState state, string currency) => new(
        DecimalOf(state.Nbbo.Bid),
        DecimalOf(state.Nbbo.Ask),
        DecimalOf(state.LastSale),
        DecimalOf(state.PreviousClose),
        state.TradingState is TradingState.Trading or TradingState.Unspecified,
        state.IsStale,
        currency.Length > 0 ? currency : null);

    private static decimal? DecimalOf(Price price) => price.HasValue ? ExactMath.FromNanos(price.Nanos) : null;
}
