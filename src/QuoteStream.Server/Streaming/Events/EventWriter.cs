using System.Buffers.Text;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.Server.Streaming.Events;

/// <summary>Writes one event's bytes into a buffer that is known to be large enough.</summary>
/// <remarks>Hot path: once per symbol version that somebody watches. Does not allocate. A buffer that is too small is a bug and throws.</remarks>
internal ref struct EventWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public void Write(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_buffer[Length..]);
        Length += utf8.Length;
    }

    public void Write(byte ascii) => _buffer[Length++] = ascii;

    public void WriteInteger(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer[Length..], out var written);
        Length += written;
    }

    /// <summary>An exact decimal from units of 1e-9.</summary>
    public void WriteFixed(long nanos) => Length += FixedPoint.Format(nanos, _buffer[Length..]);

    /// <inheritdoc cref="WriteFixed(long)"/>
    public void WriteFixed(Int128 nanos) => Length += FixedPoint.Format(nanos, _buffer[Length..]);

    /// <summary>Nanoseconds since the Unix epoch as the contract's microseconds.</summary>
    public void WriteTime(long unixNanos) => WriteInteger(unixNanos / UnixNanos.PerMicrosecond);

    /// <param name="name">With the comma, the quotes and the colon: <c>,"bid":</c>.</param>
    public void WritePrice(scoped ReadOnlySpan<byte> name, Price price)
    {
        if (price.HasValue)
        {
            Write(name);
            WriteFixed(price.Nanos);
        }
    }

    /// <summary>A percentage of <paramref name="whole"/>; nothing when that is 0.</summary>
    /// <inheritdoc cref="WritePrice"/>
    public void WritePercent(scoped ReadOnlySpan<byte> name, long part, long whole)
    {
        // As many as the contract prints.
        const int Decimals = 4;
        if (whole != 0)
        {
            Write(name);
            Length += FixedPoint.FormatRatio(part, whole, Decimals, _buffer[Length..]);
        }
    }

    public void WriteVenue(scoped ReadOnlySpan<byte> name, Mic venue)
    {
        if (!venue.IsNone)
        {
            Write(name);
            Write((byte)'"');
            Length += venue.CopyTo(_buffer[Length..]);
            Write((byte)'"');
        }
    }

    /// <summary>Printable ASCII as a JSON string; nothing when it is empty.</summary>
    public void WriteText(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> ascii)
    {
        if (ascii.IsEmpty)
        {
            return;
        }

        Write(name);
        Write((byte)'"');
        foreach (var c in ascii)
        {
            if (c is (byte)'"' or (byte)'\\')
            {
                Write((byte)'\\');
            }

            Write(c);
        }

        Write((byte)'"');
    }
}
