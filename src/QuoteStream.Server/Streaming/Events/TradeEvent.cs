using System.Text;
using QuoteStream.MarketData.Book;

namespace QuoteStream.Server.Streaming.Events;

/// <summary>The <c>trade</c> and <c>gap</c> events of one symbol.</summary>
/// <remarks>Hot path: once per trade that somebody watches. Does not allocate.</remarks>
internal sealed class TradeEvent(string symbol)
{
    /// <summary>Longer than any trade: two texts that may double by escapes, and eight numbers.</summary>
    public const int MaxBytes = 768;

    private readonly byte[] _start = Encoding.UTF8.GetBytes($"event: trade\ndata: {{\"symbol\":{JsonText.Quote(symbol)}");
    private readonly byte[] _gapStart = Encoding.UTF8.GetBytes(
        $"event: gap\ndata: {{\"kind\":\"trade\",\"symbol\":{JsonText.Quote(symbol)}");

    /// <summary>Where the JSON begins, for those who want no event around it.</summary>
    public static int JsonStart { get; } = "event: trade\ndata: ".Length;

    /// <summary>Writes the event's lines without the empty line that ends it; returns how many bytes.</summary>
    /// <param name="number">The print's place on the symbol's tape.</param>
    public int Encode(long number, in TradePrint print, Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write(_start);
        writer.WritePrice(",\"price\":"u8, print.Price);
        writer.Write(",\"size\":"u8);
        writer.WriteFixed(print.Size);
        writer.WriteVenue(",\"venue\":"u8, print.Venue);
        writer.WriteText(",\"conditions\":"u8, print.Conditions.Text);
        writer.Write(print.IsRegular ? ",\"regular\":true"u8 : ",\"regular\":false"u8);
        writer.Write(print.IsSuspicious ? ",\"suspicious\":true"u8 : default);
        writer.WriteText(",\"id\":"u8, print.Id.Text);
        writer.Write(",\"seq\":"u8);
        writer.WriteInteger(number);
        if (print.Correction != TradeCorrection.None)
        {
            writer.Write(print.Correction == TradeCorrection.Cancel ? ",\"correction\":\"cancel\""u8 : ",\"correction\":\"correct\""u8);
            writer.Write(",\"corrects\":"u8);
            writer.WriteInteger(print.Corrects);
        }

        writer.Write(",\"time\":"u8);
        writer.WriteTime(print.VenueTimeNanos);
        writer.Write(",\"received\":"u8);
        writer.WriteTime(print.ReceiveTimeNanos);
        writer.Write("}\n"u8);
        return writer.Length;
    }

    /// <summary>Says which trades this subscriber missed. Same form as <see cref="Encode"/>.</summary>
    public int EncodeGap(long firstMissed, long missed, Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write(_gapStart);
        writer.Write(",\"firstMissed\":"u8);
        writer.WriteInteger(firstMissed);
        writer.Write(",\"lastMissed\":"u8);
        writer.WriteInteger(firstMissed + missed - 1);
        writer.Write(",\"missed\":"u8);
        writer.WriteInteger(missed);
        writer.Write("}\n"u8);
        return writer.Length;
    }

    /// <summary>Says that trades before this one are no longer held; which was the first that the client lacks is not known. Same form.</summary>
    public int EncodeLostBefore(long number, Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write(_gapStart);
        writer.Write(",\"lastMissed\":"u8);
        writer.WriteInteger(number - 1);
        writer.Write("}\n"u8);
        return writer.Length;
    }
}
