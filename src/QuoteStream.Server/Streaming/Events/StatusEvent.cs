using System.Text;
using QuoteStream.MarketData.Book;

namespace QuoteStream.Server.Streaming.Events;

/// <summary>The <c>status</c> event of one symbol.</summary>
internal sealed class StatusEvent(string symbol)
{
    /// <summary>Longer than any status: symbol, names, a number and the venues that it may name.</summary>
    public const int MaxBytes = 512;

    private readonly byte[] _start = Encoding.UTF8.GetBytes($"event: status\ndata: {{\"symbol\":{JsonText.Quote(symbol)},\"state\":\"");

    public static ReadOnlySpan<byte> NameOf(TradingState state) => state switch
    {
        TradingState.PreOpen => "preOpen"u8,
        TradingState.Trading => "trading"u8,
        TradingState.Halted => "halted"u8,
        TradingState.Paused => "paused"u8,
        TradingState.QuoteOnly => "quoteOnly"u8,
        TradingState.Closed => "closed"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A symbol is never in this state."),
    };

    /// <summary>Writes the event's lines without the empty line that ends it; returns how many bytes.</summary>
    public int Encode(in StatusChange change, Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write(_start);
        writer.Write(NameOf(change.State));
        writer.Write((byte)'"');
        writer.WriteText(",\"reason\":"u8, change.Reason.Text);
        writer.Write(change.StaleReason == StaleReason.None ? ",\"stale\":false"u8 : ",\"stale\":true"u8);
        writer.WriteText(",\"staleReason\":"u8, NameOf(change.StaleReason));
        WriteVenues(change.StaleVenues, ref writer);
        writer.Write(",\"time\":"u8);
        writer.WriteTime(change.TimeNanos);
        writer.Write("}\n"u8);
        return writer.Length;
    }

    private static void WriteVenues(in StaleVenues venues, ref EventWriter writer)
    {
        for (var i = 0; i < venues.Count; i++)
        {
            writer.WriteVenue(i == 0 ? ",\"staleVenues\":["u8 : ","u8, venues[i]);
        }

        if (venues.Count > 0)
        {
            writer.Write((byte)']');
        }
    }

    private static ReadOnlySpan<byte> NameOf(StaleReason reason) => reason switch
    {
        StaleReason.FeedDown => "feedDown"u8,
        StaleReason.Gap => "gap"u8,
        StaleReason.Quiet => "quiet"u8,
        _ => default,
    };
}
