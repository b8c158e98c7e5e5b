using System.Net;

namespace QuoteStream.Client.Streams;

/// <summary>The server refused a request, and would again.</summary>
public sealed class QuoteStreamException : Exception
{
    public QuoteStreamException(HttpStatusCode status, QuoteStreamProblem problem)
        : base($"The server answered {(int)status}: {problem.Detail ?? problem.Title ?? status.ToString()}")
    {
        Status = status;
        Problem = problem;
    }

    public HttpStatusCode Status { get; }

    /// <summary>The server's own words; empty where it gave none.</summary>
    public QuoteStreamProblem Problem { get; }
}
