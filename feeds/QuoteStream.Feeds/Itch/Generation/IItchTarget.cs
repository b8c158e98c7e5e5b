namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>Where messages are written to, in their order.</summary>
internal interface IItchTarget
{
    /// <exception cref="IOException">It cannot be written.</exception>
    void Write(ReadOnlySpan<byte> message);

    /// <summary>No message follows.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    void Complete();
}
