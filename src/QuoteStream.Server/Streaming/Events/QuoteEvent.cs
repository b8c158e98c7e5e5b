using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming.Events;

/// <summary>The <c>quote</c> event of one symbol: its whole state as one line of JSON.</summary>
/// <remarks>Hot path: once per symbol version that somebody watches. Does not allocate.</remarks>
internal sealed class QuoteEvent(string symbol)
{
    /// <summary>Longer than any quote: 26 numbers of at most 41 bytes with their names come to less.</summary>
    public const int MaxBytes = 1536;

    private readonly byte[] _start = Encoding.UTF8.GetBytes($"event: quote\ndata: {{\"symbol\":{JsonText.Quote(symbol)}");

    /// <summary>Where the JSON begins, for those who want no event around it.</summary>
    public static int JsonStart { get; } = "event: quote\ndata: ".Length;

    /// <summary>Writes the event's lines without the empty line that ends it.</summary>
    /// <param name="sentNanos">Now: nanoseconds since the Unix epoch.</param>
    /// <returns>How many bytes; at most <see cref="MaxBytes"/>.</returns>
    public int Encode(in QuoteState state, long sentNanos, Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write(_start);
        WriteNbbo(ref writer, state.Nbbo);
        WriteDay(ref writer, state);
        writer.Write(",\"state\":\""u8);
        writer.Write(StatusEvent.NameOf(state.TradingState));
        writer.Write(state.IsStale ? "\",\"stale\":true,\"seq\":"u8 : "\",\"stale\":false,\"seq\":"u8);
        writer.WriteInteger(state.Sequence);
        writer.Write(",\"time\":"u8);
        writer.WriteTime(state.VenueTimeNanos);
        writer.Write(",\"received\":"u8);
        writer.WriteTime(state.ReceiveTimeNanos);
        writer.Write(",\"sent\":"u8);
        writer.WriteTime(sentNanos);
        writer.Write("}\n"u8);
        return writer.Length;
    }

    private static void WriteNbbo(ref EventWriter writer, in Nbbo nbbo)
    {
        if (nbbo.Bid.HasValue)
        {
            writer.WritePrice(",\"bid\":"u8, nbbo.Bid);
            writer.Write(",\"bidSize\":"u8);
            writer.WriteFixed(nbbo.BidSize);
            writer.WriteVenue(",\"bidVenue\":"u8, nbbo.BidVenue);
        }

        if (nbbo.Ask.HasValue)
        {
            writer.WritePrice(",\"ask\":"u8, nbbo.Ask);
            writer.Write(",\"askSize\":"u8);
            writer.WriteFixed(nbbo.AskSize);
            writer.WriteVenue(",\"askVenue\":"u8, nbbo.AskVenue);
        }

        if (nbbo.IsLockedMarket)
        {
            writer.Write(",\"market\":\"locked\""u8);
        }
        else if (nbbo.IsCrossedMarket)
        {
            writer.Write(",\"market\":\"crossed\""u8);
        }
    }

    private static void WriteDay(ref EventWriter writer, in QuoteState state)
    {
        if (state.LastSale.HasValue)
        {
            writer.WritePrice(",\"last\":"u8, state.LastSale);
            writer.Write(",\"lastSize\":"u8);
            writer.WriteFixed(state.LastSaleSize);
        }

        // Without a trade ever seen, a volume of 0 would claim to know that there was none.
        if (state.LastSale.HasValue || state.Volume != 0)
        {
            writer.Write(",\"volume\":"u8);
            writer.WriteFixed(state.Volume);
        }

        writer.WritePrice(",\"open\":"u8, state.Open);
        writer.WritePrice(",\"high\":"u8, state.High);
        writer.WritePrice(",\"low\":"u8, state.Low);
        writer.WritePrice(",\"vwap\":"u8, state.Vwap);
        writer.WritePrice(",\"previousClose\":"u8, state.PreviousClose);
        if (state.LastSale.HasValue && state.PreviousClose.HasValue)
        {
            var change = state.LastSale.Nanos - state.PreviousClose.Nanos;
            writer.Write(",\"change\":"u8);
            writer.WriteFixed(change);
            writer.WritePercent(",\"changePercent\":"u8, change, state.PreviousClose.Nanos);
        }
    }
}
