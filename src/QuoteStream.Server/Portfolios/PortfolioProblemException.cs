namespace QuoteStream.Server.Portfolios;

/// <summary>A request that is not done; the message is for the client and becomes the problem's detail.</summary>
/// <param name="type">One of <see cref="PortfolioProblems"/>; null: the status says it all.</param>
/// <param name="extensions">Further members of the problem.</param>
internal sealed class PortfolioProblemException(int status, string? type, string detail, params (string Name, object? Value)[] extensions)
    : Exception(detail)
{
    public int Status { get; } = status;

    public string? Type { get; } = type;

    public IReadOnlyList<(string Name, object? Value)> Extensions { get; } = extensions;
}
