using System.Buffers;
using QuoteStream.MarketData.Bars;

namespace QuoteStream.Server.Streaming.Events;

/// <summary>A bar as JSON.</summary>
internal static class BarJson
{
    /// <summary>Longer than any bar: seven numbers of at most 41 bytes with their names.</summary>
    private const int MaxBytes = 512;

    public static void Write(IBufferWriter<byte> output, in Bar bar, bool isFirst, bool isPartial)
    {
        var writer = new EventWriter(output.GetSpan(MaxBytes));
        writer.Write(isFirst ? "{\"time\":"u8 : ",{\"time\":"u8);
        writer.WriteTime(bar.StartNanos);
        writer.WritePrice(",\"open\":"u8, bar.Open);
        writer.WritePrice(",\"high\":"u8, bar.High);
        writer.WritePrice(",\"low\":"u8, bar.Low);
        writer.WritePrice(",\"close\":"u8, bar.Close);
        writer.Write(",\"volume\":"u8);
        writer.WriteFixed(bar.Volume);
        writer.Write(",\"tradeCount\":"u8);
        writer.WriteInteger(bar.TradeCount);
        writer.WritePrice(",\"vwap\":"u8, bar.Vwap);
        writer.Write(isPartial ? ",\"partial\":true}"u8 : "}"u8);
        output.Advance(writer.Length);
    }
}
