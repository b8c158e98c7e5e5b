namespace QuoteStream.LoadTests.Model;

/// <summary>How often a status code came.</summary>
/// <param name="Message">Of the first response with it.</param>
/// <param name="Percent">Of all responses, 0 to 100.</param>
public sealed record StatusCodeStats(string StatusCode, bool IsError, string Message, long Count, double Percent);
