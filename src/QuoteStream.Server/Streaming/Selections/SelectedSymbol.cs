namespace QuoteStream.Server.Streaming.Selections;

/// <summary>One symbol of a selection.</summary>
/// <param name="MaxRate">Granted: quotes a second.</param>
/// <param name="HasOwnRate">Whether the client named a rate for it, so that another rate for all does not touch it.</param>
internal readonly record struct SelectedSymbol(string Symbol, double MaxRate, bool HasOwnRate, bool WantsTrades);
