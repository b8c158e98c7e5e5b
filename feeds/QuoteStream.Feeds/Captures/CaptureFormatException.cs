namespace QuoteStream.Feeds.Captures;

/// <summary>The file is not a capture that is understood here; the message is a sentence for the user.</summary>
public sealed class CaptureFormatException(string message) : Exception(message);
