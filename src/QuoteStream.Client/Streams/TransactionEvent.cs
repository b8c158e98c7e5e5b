using System.Text.Json;

namespace QuoteStream.Client.Streams;

/// <summary>A transaction was committed in the portfolio: every one, in order, none twice.</summary>
/// <param name="Data">The transaction as the server sent it.</param>
public sealed record TransactionEvent(JsonElement Data) : StreamEvent;
