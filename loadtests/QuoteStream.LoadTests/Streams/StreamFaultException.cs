namespace QuoteStream.LoadTests.Streams;

/// <summary>A stream did not go as HTTP, SSE or the server's contract want it; the message says how.</summary>
public sealed class StreamFaultException(string message) : Exception(message);
