using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Benchmarks.Soak;

/// <summary>One tick of the soak's feed, as numbers.</summary>
/// <param name="Symbol">Index of the symbol.</param>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Price">Hundredths. Of a quote: the bid; the ask is five higher.</param>
/// <param name="Id">Of a trade, and what a cancel or a correction names.</param>
/// <param name="IsRegular">Of a trade or corrected trade: whether its price counts, beside its size.</param>
internal readonly record struct SoakTick(TickKind Kind, short Symbol, byte Venue, bool IsRegular, TradingState State, int Price, int Size, long Id);
