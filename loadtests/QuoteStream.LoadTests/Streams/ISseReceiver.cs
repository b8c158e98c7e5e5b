namespace QuoteStream.LoadTests.Streams;

/// <summary>Takes a stream's events. One call at a time, on whatever thread reads the stream.</summary>
internal interface ISseReceiver
{
    /// <param name="name">Of the event; the spans are valid during the call.</param>
    /// <param name="bytes">What the event took on the wire, without the framing of HTTP.</param>
    void Receive(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, int bytes);
}
