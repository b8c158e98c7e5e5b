namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>An EventSource hands out only the names that somebody listens to: the stream's own, and those that it must never have.</summary>
internal static class ListenedNames
{
    public static readonly string[] All = [.. StrictStream.KnownNames, "message", "error", "open"];
}
