using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>What does not change tick by tick.</summary>
/// <param name="Name">Empty until a provider tells it; at most <see cref="MaxNameBytes"/> of UTF-8.</param>
/// <param name="Venue">The venue of the reference data, or of the first tick.</param>
/// <param name="Currency">ISO 4217 or a crypto code; empty until a provider tells it.</param>
/// <param name="RoundLot">Units; 0 until a provider tells it.</param>
public sealed record Instrument(string Symbol, string Name, Mic Venue, string Currency, uint RoundLot)
{
    /// <summary>The longest security names of US listings have some 200 characters.</summary>
    public const int MaxNameBytes = 256;

    /// <summary>Room for crypto codes, which may be longer than ISO 4217's three letters.</summary>
    public const int MaxCurrencyBytes = 12;
}
