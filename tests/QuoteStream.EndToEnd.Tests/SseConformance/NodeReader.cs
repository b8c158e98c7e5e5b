using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>npm's <c>eventsource</c>, in a process of its own.</summary>
internal sealed class NodeReader : ISseReader
{
    /// <summary>What "npm ci" puts there.</summary>
    public const string Modules = "tests/QuoteStream.EndToEnd.Tests/SseConformance/node/node_modules/eventsource";

    private static readonly string Script =
        Path.Combine(RepositoryFolder.Root, "tests", "QuoteStream.EndToEnd.Tests", "SseConformance", "node", "reader.js");

    private readonly ChildProcess _process = ChildProcess.Start("node", Script, string.Join(',', ListenedNames.All));
    private readonly List<JsonElement> _lines = [];
    private int _stream;

    public async Task OpenAsync(Uri stream)
    {
        _stream++;
        await _process.Input.WriteLineAsync(stream.AbsoluteUri);
        await _process.Input.FlushAsync();
    }

    public Task<IReadOnlyList<ParsedEvent>> EventsAsync() => Task.FromResult<IReadOnlyList<ParsedEvent>>(
        [.. Lines("event").Select(line => new ParsedEvent(line[2].GetString()!, line[3].GetString()!, line[4].GetString()!))]);

    public Task<int> EndsAsync() => Task.FromResult(Lines("end").Count());

    public Task<bool> IsClosedAsync() => Task.FromResult(Lines("end").Any(line => line[2].GetBoolean()));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private IEnumerable<JsonElement> Lines(string kind)
    {
        Assert.False(_process.HasExited, string.Join('\n', _process.Errors));
        _lines.AddRange(_process.Output.Skip(_lines.Count).Select(line => JsonElement.Parse(line)));
        return _lines.Where(line => line[0].GetInt32() == _stream && line[1].GetString() == kind);
    }
}
