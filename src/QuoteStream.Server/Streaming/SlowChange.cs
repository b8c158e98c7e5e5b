namespace QuoteStream.Server.Streaming;

/// <summary>What a <c>slow</c> event tells.</summary>
/// <param name="BehindMillis">How long the write took that showed it.</param>
/// <param name="QuotesMerged">How many quotes were replaced by newer ones meanwhile.</param>
internal readonly record struct SlowChange(bool IsBehind, long BehindMillis, long QuotesMerged);
