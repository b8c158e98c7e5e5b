namespace QuoteStream.LoadTests.Model;

/// <summary>Finds figures by name.</summary>
public static class StatsLookup
{
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static ScenarioStats Get(this IEnumerable<ScenarioStats> stats, string name) => stats.Find(name) ?? throw Missing("scenario", name);

    public static ScenarioStats? Find(this IEnumerable<ScenarioStats> stats, string name) => stats.FirstOrDefault(s => s.ScenarioName == name);

    public static bool Exists(this IEnumerable<ScenarioStats> stats, string name) => stats.Find(name) is not null;

    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static StepStats Get(this IEnumerable<StepStats> stats, string name) => stats.Find(name) ?? throw Missing("step", name);

    public static StepStats? Find(this IEnumerable<StepStats> stats, string name) => stats.FirstOrDefault(s => s.StepName == name);

    public static bool Exists(this IEnumerable<StepStats> stats, string name) => stats.Find(name) is not null;

    /// <exception cref="KeyNotFoundException">It did not come.</exception>
    public static StatusCodeStats Get(this IEnumerable<StatusCodeStats> stats, string code) => stats.Find(code) ?? throw Missing("status code", code);

    public static StatusCodeStats? Find(this IEnumerable<StatusCodeStats> stats, string code) => stats.FirstOrDefault(s => s.StatusCode == code);

    public static bool Exists(this IEnumerable<StatusCodeStats> stats, string code) => stats.Find(code) is not null;

    private static KeyNotFoundException Missing(string kind, string name) => new($"There are no figures of a {kind} \"{name}\".");
}
