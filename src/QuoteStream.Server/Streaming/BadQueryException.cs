namespace QuoteStream.Server.Streaming;

/// <summary>A client's parameter makes no sense; the message is for the client and becomes the 400's detail.</summary>
internal sealed class BadQueryException(string message) : Exception(message);
