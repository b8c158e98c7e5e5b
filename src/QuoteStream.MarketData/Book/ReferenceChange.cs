using System.Text;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>Reference data as a tick brings it. What it does not bring changes nothing.</summary>
internal ref struct ReferenceChange
{
    /// <summary>UTF-8, checked; empty: not told.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>UTF-8, checked; empty: not told.</summary>
    public ReadOnlySpan<byte> Currency;

    /// <summary>0: not told.</summary>
    public uint RoundLot;

    public Price PreviousClose;
    public Price OfficialOpen;
    public Price OfficialClose;

    /// <summary>Whether the instrument already says all this: providers repeat themselves, and that must not allocate.</summary>
    public readonly bool IsIn(Instrument instrument) =>
        (Name.IsEmpty || IsSame(Name, instrument.Name))
        && (Currency.IsEmpty || IsSame(Currency, instrument.Currency))
        && (RoundLot == 0 || RoundLot == instrument.RoundLot);

    public readonly Instrument ApplyTo(Instrument instrument, Mic venue) => instrument with
    {
        Name = Name.IsEmpty ? instrument.Name : Encoding.UTF8.GetString(Name),
        Currency = Currency.IsEmpty ? instrument.Currency : Encoding.UTF8.GetString(Currency),
        RoundLot = RoundLot == 0 ? instrument.RoundLot : RoundLot,
        Venue = venue,
    };

    private static bool IsSame(ReadOnlySpan<byte> utf8, string text)
    {
        Span<byte> bytes = stackalloc byte[Instrument.MaxNameBytes];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length) && utf8.SequenceEqual(bytes[..length]);
    }
}
