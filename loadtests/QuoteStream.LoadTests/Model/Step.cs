using QuoteStream.LoadTests.Running;

namespace QuoteStream.LoadTests.Model;

/// <summary>A part of an iteration that is measured under its own name.</summary>
#pragma warning disable CA1716 // A keyword of Visual Basic: the name is that of every load testing tool.
public static class Step
#pragma warning restore CA1716
{
    /// <param name="run">An exception is a failed step.</param>
    /// <exception cref="IterationFailedException">The step failed, and the scenario ends iterations with their first failed step.</exception>
    public static async Task<Response<T>> Run<T>(string name, IScenarioContext context, Func<Task<Response<T>>> run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(run);
        return await ((ScenarioContext)context).RunStepAsync(name, run).ConfigureAwait(false);
    }
}
