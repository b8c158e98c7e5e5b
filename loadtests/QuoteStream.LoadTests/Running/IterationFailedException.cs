using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Running;

/// <summary>Ends an iteration at its first failed step. Not to be caught by scenarios.</summary>
public sealed class IterationFailedException(IResponse response) : Exception(response.Message)
{
    public IResponse Response { get; } = response;
}
