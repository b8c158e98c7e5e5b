using System.Buffers.Binary;

namespace QuoteStream.Feeds.Itch;

/// <summary>Messages behind their lengths, in a file as in a packet, and whether bytes look like them.</summary>
internal static class ItchFraming
{
    // What a later revision may add to a message before we take it for something else.
    private const int MostGrowthBytes = 32;

    /// <summary>Takes the next message off. False when it is not there whole.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (rest.Length < sizeof(ushort))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length > rest.Length - sizeof(ushort))
        {
            return false;
        }

        message = rest.Slice(sizeof(ushort), length);
        rest = rest[(sizeof(ushort) + length)..];
        return true;
    }

    /// <summary>Of a type that the feed has, with a length that fits it.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> message)
    {
        int least = message.IsEmpty ? 0 : ItchMessageType.LengthOf(message[0]);
        return least > 0 && message.Length >= least && message.Length <= least + MostGrowthBytes;
    }

    /// <summary>Whether a file that begins so is one of messages: at least one, and nothing else.</summary>
    public static bool IsFile(ReadOnlySpan<byte> head)
    {
        int messages = 0;
        while (TryTake(ref head, out ReadOnlySpan<byte> message) && !message.IsEmpty)
        {
            if (!IsPlausible(message))
            {
                return false;
            }

            messages++;
        }

        return messages > 0;
    }
}
