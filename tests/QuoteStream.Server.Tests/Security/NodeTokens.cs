using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>Keys and tokens made by Node.js: nothing of the server's own libraries is in them.</summary>
public sealed class NodeTokens : IAsyncLifetime
{
    private static readonly string Script =
        Path.Combine(RepositoryFolder.Root, "tests", "QuoteStream.Server.Tests", "Security", "node", "tokens.js");

    private ChildProcess? _node;

    public async Task InitializeAsync()
    {
        // Without it the tests are skipped one by one, with a message; the class is set up all the same.
        if (Need.FindMissing(["node"]) is null)
        {
            _node = ChildProcess.Start("node", Script);
            await _node.Input.FlushAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }

    /// <param name="type">"rsa2048" and so on, a curve such as "P-256", or "secret": base64.</param>
    internal async Task<NodeKey> KeyAsync(string type)
    {
        var key = await AskAsync(new { type });
        return new NodeKey(
            key.GetProperty("private").GetString()!,
            key.TryGetProperty("public", out var pem) ? pem.GetString()! : "",
            key.TryGetProperty("jwk", out var jwk) ? jwk.GetString()! : "");
    }

    /// <param name="algorithm">How it is signed: HS256, RS256, PS256, ES256 or none.</param>
    /// <param name="header">Claims of its own; null: just what is usual.</param>
    internal async Task<string> SignAsync(
        string algorithm, string key, IReadOnlyDictionary<string, object?> payload, IReadOnlyDictionary<string, object?>? header = null)
    {
        header ??= new Dictionary<string, object?> { ["alg"] = algorithm, ["typ"] = "JWT" };
        var answer = await AskAsync(new { @as = algorithm, key, header = JsonSerializer.Serialize(header), payload = JsonSerializer.Serialize(payload) });
        return answer.GetProperty("token").GetString()!;
    }

    private async Task<JsonElement> AskAsync(object request)
    {
        var before = _node!.Output.Count;
        await _node.Input.WriteLineAsync(JsonSerializer.Serialize(request));
        await _node.Input.FlushAsync();
        await Eventually.True(() => _node.Output.Count > before || _node.HasExited);
        Assert.True(_node.Output.Count > before, string.Join('\n', _node.Errors));
        return JsonDocument.Parse(_node.Output.Last()).RootElement;
    }
}
