namespace QuoteStream.Server.Operations;

/// <summary>The command without a name: runs the server until SIGTERM or Ctrl-C. What an operator can mend is said in one sentence.</summary>
public static class ServeCommand
{
    /// <returns>0 when the server has stopped as it was asked to, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault) when (StartFault.Explain(fault) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }
}
