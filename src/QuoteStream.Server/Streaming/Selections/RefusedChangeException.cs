namespace QuoteStream.Server.Streaming.Selections;

/// <summary>A change that makes sense but cannot be granted; the message is for the client and becomes the 422's detail.</summary>
internal sealed class RefusedChangeException(string message) : Exception(message);
