using System.Buffers;
using System.Text.Json;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>A transaction's event, encoded by the first stream that writes it and copied by the others.</summary>
/// <remarks>Any number of threads. Two first ones may both encode: the same bytes.</remarks>
internal sealed class TransactionFrame(Transaction transaction)
{
    /// <summary>The event of a portfolio of a thousand positions is some hundred kilobytes; the thread's buffer is not kept at that size.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private Transaction? _transaction = transaction;
    private byte[]? _lines;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public long Seq { get; } = transaction.Seq;

    /// <summary>Without an id and the empty line.</summary>
    // Written before the transaction goes: whoever finds neither finds the other.
    public ReadOnlySpan<byte> Lines => Volatile.Read(ref _lines) ?? Encode();

    /// <summary>The lines of an event whose data some JSON is. Good until this thread encodes another.</summary>
    public static ReadOnlySpan<byte> Encode<T>(ReadOnlySpan<byte> name, T of, Action<Utf8JsonWriter, T> write)
    {
        if (_buffer is not { Capacity: <= MaxKeptBytes } buffer)
        {
            _buffer = buffer = new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
        buffer.Write("event: "u8);
        buffer.Write(name);
        buffer.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json, of);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    private byte[] Encode()
    {
        var transaction = Volatile.Read(ref _transaction); // Null: another thread has encoded it meanwhile.
        if (transaction is null)
        {
            return Volatile.Read(ref _lines)!; // As above.
        }

        var lines = Encode("transaction"u8, transaction, TransactionJson.Write).ToArray();
        Volatile.Write(ref _lines, lines); // Before the transaction is forgotten.
        Volatile.Write(ref _transaction, null); // The bytes are all that is needed of it from now on.
        return lines;
    }
}
