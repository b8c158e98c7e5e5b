namespace QuoteStream.Client.Streams;

/// <summary>What a server says about a failure (RFC 9457).</summary>
public sealed record QuoteStreamProblem
{
    /// <summary>A URI that names the kind of problem.</summary>
    public string? Type { get; init; }

    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    public string? Detail { get; init; }

    public string? Instance { get; init; }
}
