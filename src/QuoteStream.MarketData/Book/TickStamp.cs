using System.Runtime.InteropServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Book;

/// <summary>Where and when a tick comes from.</summary>
/// <param name="VenueTimeNanos">Stamped by the venue: nanoseconds since the Unix epoch.</param>
/// <param name="ReceiveTimeNanos">When the server received it: nanoseconds since the Unix epoch.</param>
/// <param name="Provider">Dense number of the provider, under 256.</param>
/// <param name="Tide">Number of its batch, on the <see cref="Channels.TideClock"/>.</param>
/// <param name="Priority">Of the provider, where another gives the same venue: the highest counts.</param>
[StructLayout(LayoutKind.Auto)] // Keeps the small ones together: it is passed around for each tick.
internal readonly record struct TickStamp(Mic Venue, long VenueTimeNanos, long ReceiveTimeNanos, int Provider, long Tide, byte Priority = 0);
