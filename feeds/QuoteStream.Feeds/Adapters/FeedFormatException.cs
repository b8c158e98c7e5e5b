namespace QuoteStream.Feeds.Adapters;

/// <summary>A file is not what it was taken for, or cannot be read as such; the message is a sentence for the user.</summary>
public sealed class FeedFormatException(string message) : Exception(message);
