namespace QuoteStream.Client.Streams;

/// <summary>Something failed on the server; the stream goes on.</summary>
public sealed record ProblemEvent(QuoteStreamProblem Problem) : StreamEvent;
