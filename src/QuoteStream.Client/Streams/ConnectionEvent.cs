namespace QuoteStream.Client.Streams;

/// <summary>The stream was connected, or lost its connection. The client's own: no server sends it.</summary>
/// <param name="Reason">Why it was lost, or could not be had; null when connected.</param>
/// <param name="RetryAfter">The wait before the next attempt; null when connected.</param>
public sealed record ConnectionEvent(bool IsConnected, string? Reason, TimeSpan? RetryAfter) : StreamEvent;
