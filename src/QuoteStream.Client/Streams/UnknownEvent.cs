namespace QuoteStream.Client.Streams;

/// <summary>An event that this version cannot read: a newer server's, or a broken one.</summary>
/// <param name="Problem">Why an event of a known name could not be read; null when the name itself is unknown.</param>
public sealed record UnknownEvent(string Name, string Data, string? Problem) : StreamEvent;
