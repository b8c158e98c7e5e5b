using System.Buffers.Binary;

namespace QuoteStream.Feeds.Itch;

/// <summary>The session that a MoldUDP64 packet belongs to: ten characters, here as two numbers.</summary>
internal readonly record struct MoldSession(ulong First, ushort Last)
{
    public const int Bytes = sizeof(ulong) + sizeof(ushort);

    public static MoldSession Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>Fit for a session's name: lower case, and '-' for what is neither a letter nor a digit.</summary>
    public override string ToString() => string.Create(Bytes, this, static (text, session) =>
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, session.First);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[sizeof(ulong)..], session.Last);
        for (int i = 0; i < text.Length; i++)
        {
            char c = (char)bytes[i];
            text[i] = char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-';
        }
    });
}
