using System.Text.Json;

namespace QuoteStream.Client.Streams;

/// <summary>The portfolio's valuation changed.</summary>
/// <param name="Data">The portfolio as the server sent it.</param>
public sealed record PortfolioEvent(JsonElement Data) : StreamEvent;
