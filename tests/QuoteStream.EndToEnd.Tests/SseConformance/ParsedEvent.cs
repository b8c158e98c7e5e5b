namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>One event as a parser hands it to its user.</summary>
/// <param name="LastEventId">What the parser would send as <c>Last-Event-ID</c> after this event; empty: nothing.</param>
internal sealed record ParsedEvent(string Name, string Data, string LastEventId);
