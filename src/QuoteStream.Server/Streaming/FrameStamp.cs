namespace QuoteStream.Server.Streaming;

/// <summary>What a frame's reader needs to know of it beside its bytes.</summary>
/// <param name="Number">Of the quote's state, or of the trade; 0: no frame yet.</param>
/// <param name="ReceiveTimeNanos">When the server received what it shows: nanoseconds since the Unix epoch.</param>
internal readonly record struct FrameStamp(long Number, long ReceiveTimeNanos);
