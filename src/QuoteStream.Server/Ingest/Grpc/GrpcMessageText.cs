using System.Buffers;
using System.Text;

namespace QuoteStream.Server.Ingest.Grpc;

/// <summary>Percent-encodes <c>grpc-message</c>, whose value may only be printable ASCII on the wire.</summary>
internal static class GrpcMessageText
{
    /// <summary>Characters. A client may take no more than 8 KB of headers (grpc-core's default), and each may become nine bytes.</summary>
    public const int MaxLength = 800;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static string Encode(string message)
    {
        if (message.Length <= MaxLength && !message.AsSpan().ContainsAnyExcept(Plain))
        {
            return message;
        }

        var encoded = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in message.AsSpan(0, Math.Min(message.Length, MaxLength)).EnumerateRunes())
        {
            if (rune.IsBmp && Plain.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                encoded.Append('%').Append(b.ToString("X2"));
            }
        }

        return encoded.ToString();
    }
}
