namespace QuoteStream.LoadTests.Model;

/// <summary>Which run this is.</summary>
public sealed record TestInfo(string SessionId, string TestSuite, string TestName, DateTimeOffset Created);
