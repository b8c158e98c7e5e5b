using QuoteStream.LoadTests.Feeding;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Streams;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>Opens a stream, reads it, and says what came of it.</summary>
internal static class StreamVisit
{
    // A server that does not say "ready" in this time has left the stream hanging.
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);

    public static string Query(IEnumerable<int> symbols, string maxRate, bool trades) =>
        $"/v1/stream?symbols={string.Join(',', symbols.Select(TickPump.SymbolOf))}&maxRate={maxRate}{(trades ? "&trades=*" : "")}";

    /// <summary>So many different symbols of all, drawn.</summary>
    public static int[] Draw(Random random, int count, int all)
    {
        var drawn = new HashSet<int>();
        while (drawn.Count < Math.Min(count, all))
        {
            drawn.Add(random.Next(all));
        }

        return [.. drawn];
    }

    /// <summary>Opens it and reads until all its symbols are there; measured as a step.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="stream">Takes its events to the check; disposed by whoever made it.</param>
    /// <param name="cursor">Where to resume; null: from the start.</param>
    public static Task<Response<object>> OpenAsync(
        string step, IScenarioContext context, LoadTarget target, LoadStream stream, StreamCheck check, string query, string? cursor = null) =>
        Step.Run(step, context, async () =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.ScenarioCancellationToken);
            limit.CancelAfter(ReadyLimit);
            await stream.OpenAsync(target.Http, query, cursor, target.BearerToken, limit.Token).ConfigureAwait(false);
            await stream.ReadAsync(() => check.IsReady, limit.Token).ConfigureAwait(false);
            return check.IsReady ? Response.Ok(sizeBytes: stream.Bytes) : Ended(check);
        });

    /// <summary>Reads it until the end that is wanted: the server must not end it before.</summary>
    public static async Task<Response<object>> StayAsync(LoadStream stream, StreamCheck check, CancellationToken end)
    {
        await stream.ReadAsync(() => false, end).ConfigureAwait(false);
        return Ended(check);
    }

    private static Response<object> Ended(StreamCheck check) =>
        Response.Fail(statusCode: "ended", message: check.Goodbye ?? "The server closed the connection without a word.");
}
