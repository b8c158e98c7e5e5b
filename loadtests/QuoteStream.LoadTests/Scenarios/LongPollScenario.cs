using System.Net.Http.Headers;
using System.Text.Json;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Targets;

namespace QuoteStream.LoadTests.Scenarios;

/// <summary>Clients without EventSource: each asks again with the cursor of its last answer.</summary>
internal sealed class LongPollScenario : ILoadScenario
{
    private const string Cursor = "cursor";
    private const string Sequences = "sequences";

    public string Name => "long-poll";

    public string Description => "Clients ask for what has changed since their last answer and wait for it, one request after the other.";

    public LoadSettings Defaults { get; } = new() { Streams = 200, Symbols = 100, SymbolsPerStream = 10 };

    public IReadOnlyList<ScenarioProps> Create(LoadTarget target, LoadSettings settings)
    {
        // One connection a client, as real ones have.
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = target.Http };
        http.DefaultRequestHeaders.Authorization = target.BearerToken is null ? null : new AuthenticationHeaderValue("Bearer", target.BearerToken);
        ScenarioProps scenario = Scenario.Create(Name, async context =>
        {
            string symbols = context.Data.TryGetValue("symbols", out object? drawn)
                ? (string)drawn
                : (string)(context.Data["symbols"] = string.Join(
                    ',', StreamVisit.Draw(context.Random, settings.SymbolsPerStream, settings.Symbols).Select(Feeding.TickPump.SymbolOf)));
            string after = context.Data.TryGetValue(Cursor, out object? cursor) ? $"&after={cursor}&wait=20" : "";
            using HttpResponseMessage answer = await http.GetAsync(new Uri($"/v1/quotes?symbols={symbols}{after}", UriKind.Relative), context.ScenarioCancellationToken)
                .ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(context.ScenarioCancellationToken).ConfigureAwait(false);
            string status = ((int)answer.StatusCode).ToString();
            return answer.IsSuccessStatusCode ? Check(context, body, status) : Response.Fail(statusCode: status, sizeBytes: body.Length);
        })
        .WithoutWarmUp()
        .WithLoadSimulations(
            Simulation.RampingConstant(settings.Streams, settings.Ramp), Simulation.KeepConstant(settings.Streams, settings.Duration))
        .WithThresholds(Threshold.Create(stats => stats.Fail.Request.Count == 0 && stats.Ok.Request.Count > 0));
        return [new StreamFeed(target, settings).Around(scenario)];
    }

    /// <summary>No quote may go back. One may come again: its cursor was taken before it was looked at.</summary>
    private static Response<object> Check(IScenarioContext context, byte[] body, string status)
    {
        using JsonDocument json = JsonDocument.Parse(body);
        context.Data[Cursor] = json.RootElement.GetProperty("cursor").GetString()!;
        var seen = (Dictionary<string, long>)(context.Data.TryGetValue(Sequences, out object? known) ? known : context.Data[Sequences] = new Dictionary<string, long>());
        foreach (JsonElement quote in json.RootElement.GetProperty("quotes").EnumerateArray())
        {
            string symbol = quote.GetProperty("symbol").GetString()!;
            long seq = quote.GetProperty("seq").GetInt64();
            if (seq < seen.GetValueOrDefault(symbol))
            {
                return Response.Fail(statusCode: "went back", message: $"{symbol}: seq {seq} after {seen[symbol]}");
            }

            seen[symbol] = seq;
        }

        return Response.Ok(statusCode: status, sizeBytes: body.Length);
    }
}
